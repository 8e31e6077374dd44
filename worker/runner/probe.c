#include "probe.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "protocol.h"
#include "run.h"
#include "shared.h"
#include "util.h"

/*
 * Kernels, container runtimes and security modules differ in what they forbid, and some forbid late or in silence.
 * So nothing is concluded from versions: the runner does once what it will do for every run, with itself as the
 * program, and that program checks from the inside.
 */

static bool can_write(const char *path) {
  int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd >= 0) close(fd);
  return fd >= 0;
}

int probe_main(void) {
  struct stat status;
  const bool holds[] = {
      getpid() == 2,
      getuid() != 0,
      can_write("/work/probe") && can_write("/tmp/probe") && can_write("/dev/shm/probe"),
      !can_write("/probe") && !can_write("/artifact/probe") && !can_write("/box/probe"),
      stat("/proc/1", &status) == 0 && stat("/proc/3", &status) < 0,
      access("/sys/kernel", F_OK) < 0,
      access("/proc/1/environ", R_OK) < 0,
  };
  for (int i = 0; i < (int)(sizeof holds / sizeof holds[0]); i++) {
    if (!holds[i]) return i + 1;
  }
  return 0;
}

static void fill_request(struct exec_request *request) {
  static char *argv[] = {"/engine/runner", "--probe", NULL};
  static char *envp[] = {NULL};
  *request = (struct exec_request){
      .kind = KIND_RUN,
      .cpu_us = 5000000,
      .wall_us = 10000000,
      .memory_bytes = 64u << 20,
      .processes = 8,
      .stack_bytes = 1u << 20,
      .file_bytes = 1u << 20,
      .open_files = 16,
      .tmp_bytes = 1u << 20,
      .argv = argv,
      .envp = envp,
      .artifact = "",
      .core = NO_CORE,
      .artifact_is_source = true,
  };
}

bool probe_cells(char *fault) {
  const char *wanted = getenv("ENGINE_CELLS");
  if (wanted != NULL && strcmp(wanted, "off") == 0) return fault_text(fault, "switched off by ENGINE_CELLS"), false;
  fill_request(&shared->request);
  struct run_outcome outcome;
  run_execute(&outcome);
  if (outcome.cause == CAUSE_EXITED && outcome.exit_code == 0) return true;
  if (shared->report.fault[0] != '\0') return fault_text(fault, "%s", shared->report.fault), false;
  return fault_text(fault, "the probe ended with cause %d, exit code %d, signal %d", outcome.cause, outcome.exit_code,
                    outcome.signal_number),
         false;
}
