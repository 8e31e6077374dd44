#define _GNU_SOURCE
#include "cell.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "artifact.h"
#include "launch.h"
#include "measure.h"
#include "mounts.h"
#include "protocol.h"
#include "shared.h"
#include "stdio_pipes.h"
#include "util.h"

/*
 * A cell is one set of fresh namespaces and lives for one run. Its init (PID 1 inside) is a fork of the runner that
 * never executes anything; when it ends, the kernel ends whatever else is in the cell. States of an init:
 *
 *   PREPARING   maps its uid, drops its bounding set, lays out the mounts. Leaves to WAITING, or ends with a fault.
 *   WAITING     blocks on the go pipe. This is where a cell made ahead of its run stays. A byte leads to STARTING,
 *               EOF (the runner is gone) ends it.
 *   STARTING    applies what depends on the request, starts the program. Leaves to RUNNING, or ends with a fault.
 *   RUNNING     reaps. Leaves when the main process is gone.
 *   SWEEPING    kills the rest, reaps until nothing is left.
 *   COLLECTING  a compile that ended well: copies the artifact. Then ends; its end is what the runner waits for.
 *
 * SIGTERM from the runner kills every process of the cell in any state, and the normal way on then leads to SWEEPING.
 * The program may send the same signal; all it achieves is its own death.
 *
 * The program cannot reach init: signals without a handler do not touch the PID 1 of a namespace, init is not
 * dumpable, and it holds capabilities the program lacks, which denies ptrace and /proc/1 once more.
 */

#define CELL_NAMESPACES (CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNET)

/* The cell that waits for its run; init_pid 0 when there is none. */
static struct {
  pid_t init_pid;
  int go_fd;
  struct stdio_pipes pipes;
} spare;

static void kill_everything(int signal_number) {
  (void)signal_number;
  int saved_errno = errno;
  kill(-1, SIGKILL);
  errno = saved_errno;
}

static int map_ids(uid_t uid, gid_t gid, char *fault) {
  char map[48];
  /* The map files of a process that is not dumpable belong to root. No program lives in the cell yet. */
  prctl(PR_SET_DUMPABLE, 1);
  int failed = write_file("/proc/self/setgroups", "deny");
  snprintf(map, sizeof map, "%u %u 1", uid, uid);
  failed |= write_file("/proc/self/uid_map", map);
  snprintf(map, sizeof map, "%u %u 1", gid, gid);
  failed |= write_file("/proc/self/gid_map", map);
  if (failed) fault_errno(fault, "uid map");
  prctl(PR_SET_DUMPABLE, 0);
  return failed;
}

static int prepare_inside(struct mounts *mounts, uid_t uid, gid_t gid, char *fault) {
  struct sigaction action = {.sa_handler = kill_everything, .sa_flags = SA_RESTART};
  sigaction(SIGTERM, &action, NULL);
  if (map_ids(uid, gid, fault) < 0) return -1;
  for (unsigned long capability = 0; prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0; capability++) continue;
  sethostname("cell", 4);
  return mounts_prepare(mounts, fault);
}

static int apply_request(const struct mounts *mounts, char *fault) {
  const struct exec_request *request = &shared->request;
  if (mounts_resize(request->tmp_bytes, fault) < 0) return -1;
  if (request->kind == KIND_RUN)
    return mounts_show_artifact(request->artifact_is_source ? mounts->source_dir : mounts->artifact_dir, fault);
  int work_dir = open("/work", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int failed = artifact_copy_sources(mounts->source_dir, work_dir, fault);
  close(work_dir);
  return failed;
}

static void reap_all(pid_t main_pid) {
  struct run_report *report = &shared->report;
  int status;
  for (pid_t pid; (pid = launch_reap(&status, 0)) > 0 || errno == EINTR;) {
    if (pid != main_pid) continue;
    report->end_ns = now_ns();
    report->wait_status = status;
    kill(-1, SIGKILL);
  }
  report->cgroup_cpu_end_ns = measure_cpu_ns();
  report->tmp_used_bytes = mounts_used_bytes();
}

static void collect(const struct mounts *mounts) {
  const struct exec_request *request = &shared->request;
  struct run_report *report = &shared->report;
  int status = report->wait_status;
  if (request->kind != KIND_COMPILE || request->artifact[0] == '\0' || !WIFEXITED(status) || WEXITSTATUS(status) != 0) return;
  int work_dir = open("/work", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  uint64_t bytes = 0;
  artifact_collect(work_dir, request->artifact, mounts->artifact_dir, request->artifact_cap_bytes, &bytes,
                   report->artifact_fault);
  report->artifact_bytes = bytes;
}

static int init_main(int go_fd, struct stdio_ends *theirs, uid_t uid, gid_t gid) {
  char fault[FAULT_BYTES] = "";
  struct mounts mounts;
  prepare_inside(&mounts, uid, gid, fault);
  char go;
  if (read(go_fd, &go, 1) != 1) return 1;
  /* Only now does `shared` belong to this run. */
  if (fault[0] != '\0' || apply_request(&mounts, fault) < 0) return fault_text(shared->report.fault, "%s", fault), 1;
  pid_t main_pid = launch_program(theirs);
  if (main_pid < 0) return 1;
  stdio_ends_close(theirs);
  reap_all(main_pid);
  collect(&mounts);
  return 0;
}

int cell_prepare(char *fault) {
  if (spare.init_pid > 0) return 0;
  int go[2];
  if (stdio_pipes_open(&spare.pipes) < 0 || pipe2(go, O_CLOEXEC) < 0) return fault_errno(fault, "pipes"), -1;
  /* Inside the new user namespace they read as "nobody" until they are mapped. */
  uid_t uid = getuid();
  gid_t gid = getgid();
  pid_t pid = (pid_t)syscall(SYS_clone, CELL_NAMESPACES | SIGCHLD, NULL, NULL, NULL, NULL);
  if (pid == 0) {
    /* The worker's streams are the runner's alone. */
    close(STDIN_FILENO);
    close(STDOUT_FILENO);
    stdio_ends_close(&spare.pipes.ours);
    close(go[1]);
    _exit(init_main(go[0], &spare.pipes.theirs, uid, gid));
  }
  if (pid < 0) fault_errno(fault, "clone with new namespaces");
  close(go[0]);
  stdio_ends_close(&spare.pipes.theirs);
  if (pid < 0) {
    close(go[1]);
    stdio_ends_close(&spare.pipes.ours);
    return -1;
  }
  spare.go_fd = go[1];
  spare.init_pid = pid;
  return 0;
}

int cell_start(struct cell *cell, char *fault) {
  if (cell_prepare(fault) < 0) return -1;
  *cell = (struct cell){.init_pid = spare.init_pid, .ends = spare.pipes.ours};
  spare.init_pid = 0;
  ssize_t written = write(spare.go_fd, "g", 1);
  close(spare.go_fd);
  return written == 1 ? 0 : (fault_errno(fault, "the prepared cell is gone"), -1);
}
