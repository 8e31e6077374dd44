#include "plain.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "artifact.h"
#include "protocol.h"
#include "shared.h"
#include "stdio_pipes.h"
#include "tree.h"
#include "util.h"
#include "vault.h"

/*
 * The program has the runner's uid and sees the runner's files, so nothing may lie about while it lives: sources and
 * artifact are kept in vaults and written out anew for every run, and every place a program can write to is wiped
 * before and after. What it could leave behind besides files dies with its processes (sockets) or is not to be had
 * under the filter (System V IPC, message queues). The runner is PID 1 of the container: the program's signals do
 * not touch it, orphans become its children, and kill(-1) reaches everybody but itself.
 */

#define WRITABLE_MAX 6

static const char *const writable_paths[WRITABLE_MAX] = {"/work", "/tmp", "/dev/shm", "/artifact", "/box", "/var/tmp"};
static int writable_dirs[WRITABLE_MAX];
static int work_dir;
static int artifact_view_dir;
static int source_vault = -1;
static int artifact_vault = -1;
static pid_t main_pid;

static int open_writable(const char *path, bool required) {
  int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd >= 0 && faccessat(fd, ".", W_OK, 0) == 0) return fd;
  if (required) fatal("without cells %s has to be a writable tmpfs", path);
  if (fd >= 0) close(fd);
  return -1;
}

void plain_init(void) {
  for (int i = 0; i < WRITABLE_MAX; i++) writable_dirs[i] = open_writable(writable_paths[i], i < WRITABLE_MAX - 1);
  work_dir = writable_dirs[0];
  artifact_view_dir = writable_dirs[3];
}

static int wipe_all(char *fault) {
  for (int i = 0; i < WRITABLE_MAX; i++) {
    if (writable_dirs[i] >= 0 && tree_wipe(writable_dirs[i]) < 0) return fault_errno(fault, writable_paths[i]), -1;
  }
  return 0;
}

static void drop_vault(int *vault_fd) {
  if (*vault_fd >= 0) close(*vault_fd);
  *vault_fd = -1;
}

static int save_box(const char *path, int *vault_fd, char *fault) {
  drop_vault(vault_fd);
  int directory = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (directory < 0) return fault_errno(fault, path), -1;
  *vault_fd = vault_save(directory, fault);
  close(directory);
  return *vault_fd < 0 ? -1 : 0;
}

static int lay_out_files(char *fault) {
  const struct exec_request *request = &shared->request;
  if (source_vault < 0 && save_box("/box/source", &source_vault, fault) < 0) return -1;
  if (wipe_all(fault) < 0) return -1;
  if (request->kind == KIND_COMPILE) return vault_restore(source_vault, work_dir, fault);
  return vault_restore(request->artifact_is_source ? source_vault : artifact_vault, artifact_view_dir, fault);
}

int plain_start(struct stdio_ends *ours) {
  char *fault = shared->report.fault;
  struct stdio_pipes pipes;
  if (lay_out_files(fault) < 0) return -1;
  if (stdio_pipes_open(&pipes) < 0) return fault_errno(fault, "pipes"), -1;
  main_pid = launch_program(&pipes.theirs);
  stdio_ends_close(&pipes.theirs);
  *ours = pipes.ours;
  if (main_pid < 0) stdio_ends_close(ours);
  return main_pid < 0 ? -1 : 0;
}

void plain_kill(void) { kill(-1, SIGKILL); }

static uint64_t writable_used_bytes(void) {
  uint64_t used_bytes = 0;
  for (int i = 0; i < WRITABLE_MAX; i++) {
    struct statvfs status;
    if (writable_dirs[i] >= 0 && fstatvfs(writable_dirs[i], &status) == 0)
      used_bytes += (uint64_t)(status.f_blocks - status.f_bfree) * status.f_frsize;
  }
  return used_bytes;
}

static void collect(void) {
  const struct exec_request *request = &shared->request;
  struct run_report *report = &shared->report;
  int status = report->wait_status;
  if (request->kind != KIND_COMPILE || request->artifact[0] == '\0' || !WIFEXITED(status) || WEXITSTATUS(status) != 0) return;
  char *fault = report->artifact_fault;
  /* The program may have put anything here, a link included. */
  if (tree_wipe(writable_dirs[4]) < 0 || mkdir("/box/artifact", 0700) < 0) {
    fault_errno(fault, "/box");
    return;
  }
  int to_dir = open("/box/artifact", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  uint64_t bytes = 0;
  if (artifact_collect(work_dir, request->artifact, to_dir, request->artifact_cap_bytes, &bytes, fault) == 0)
    save_box("/box/artifact", &artifact_vault, fault);
  close(to_dir);
  report->artifact_bytes = bytes;
}

bool plain_reap(void) {
  struct run_report *report = &shared->report;
  int status, options = WNOHANG;
  for (pid_t pid; (pid = launch_reap(&status, options)) > 0 || (pid < 0 && errno == EINTR);) {
    if (pid != main_pid) continue;
    report->end_ns = now_ns();
    report->wait_status = status;
    plain_kill();
    /* Everything else is dying now; from here on waiting is short. */
    options = 0;
  }
  if (report->end_ns == 0) return false;
  report->tmp_used_bytes = writable_used_bytes();
  collect();
  if (wipe_all(report->fault) < 0) fatal("wiping: %s", report->fault);
  return true;
}

void plain_end_job(void) {
  drop_vault(&source_vault);
  drop_vault(&artifact_vault);
}
