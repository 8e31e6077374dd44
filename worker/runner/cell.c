#define _GNU_SOURCE
#include "cell.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "artifact.h"
#include "launch.h"
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
 *   WAITING     blocks on its control socket. This is where a cell made ahead of its run stays. A byte leads to
 *               STARTING, EOF (the runner is gone) ends it.
 *   STARTING    applies what depends on the request, starts the program. Leaves to RUNNING, or ends with a fault.
 *   RUNNING     reaps. Leaves when the main process is gone.
 *   SWEEPING    kills the rest, reaps until nothing is left.
 *   COLLECTING  a compile that ended well: copies the artifact.
 *   DONE        says so on the control socket and ends. The runner does not wait for that end: by now init is alone,
 *               and taking its namespaces down takes the kernel longer than many a program runs.
 *
 * SIGTERM from the runner kills every process of the cell in any state, and the normal way on then leads to SWEEPING.
 * The same signal from inside the cell is not obeyed.
 *
 * The program cannot reach init: signals without a handler do not touch the PID 1 of a namespace, init is not
 * dumpable, and it holds capabilities the program lacks, which denies ptrace and /proc/1 once more.
 */

#define CELL_NAMESPACES (CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNET)

/* The cell that waits for its run; init_pid 0 when there is none. */
static struct {
  pid_t init_pid;
  int control_fd;
  struct stdio_pipes pipes;
} spare;

/* The init of the run that is going on; 0 when there is none. */
static pid_t working;
/* What inits that are gone for good have used. */
static uint64_t gone_cpu_ns;

/* Inits that have done their work and are being taken down by the kernel. Few at a time, so that they never pile up. */
#define ENDING_MAX 4
static pid_t ending[ENDING_MAX];
static int ending_count;

/* For kernels without close_range; the runner never has more open. */
#define FDS_MAX 64
static int first_run_fd;

static int by_number(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

static void on_terminate(int signal_number, siginfo_t *info, void *context) {
  (void)signal_number, (void)context;
  /* A sender outside of this pid namespace has no number in it; only the kernel can write that into a SI_USER. */
  if (info->si_code != SI_USER || info->si_pid != 0) return;
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
  struct sigaction action = {.sa_sigaction = on_terminate, .sa_flags = SA_RESTART | SA_SIGINFO};
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

static int init_main(int control_fd, struct stdio_ends *theirs, uid_t uid, gid_t gid) {
  char fault[FAULT_BYTES] = "";
  struct mounts mounts;
  prepare_inside(&mounts, uid, gid, fault);
  char go;
  if (read(control_fd, &go, 1) != 1) return 1;
  /* Only now does `shared` belong to this run. */
  if (fault[0] != '\0' || apply_request(&mounts, fault) < 0) return fault_text(shared->report.fault, "%s", fault), 1;
  pid_t main_pid = launch_program(theirs);
  if (main_pid < 0) return 1;
  stdio_ends_close(theirs);
  reap_all(main_pid);
  collect(&mounts);
  return write(control_fd, "d", 1) == 1 ? 0 : 1;
}

static void close_between(int first, int last) {
  if (first > last || syscall(SYS_close_range, (unsigned int)first, (unsigned int)last, 0u) == 0) return;
  for (int fd = first; fd <= last && fd < FDS_MAX; fd++) close(fd);
}

/*
 * A cell may be made while another run is going on, and must not hold on to that run's pipes: its program would never
 * see the end of its input. The worker's streams are the runner's alone anyway.
 */
static void keep_only(const struct stdio_ends *ends, int control_fd) {
  int keep[] = {ends->stdin_fd, ends->stdout_fd, ends->stderr_fd, control_fd};
  const int count = sizeof keep / sizeof keep[0];
  qsort(keep, count, sizeof keep[0], by_number);
  close(STDIN_FILENO);
  close(STDOUT_FILENO);
  for (int i = 0, first = first_run_fd; i < count; first = keep[i++] + 1) close_between(first, keep[i] - 1);
  close_between(keep[count - 1] + 1, INT_MAX);
}

void cell_init(void) {
  /* Descriptors are handed out lowest first: what is open now (the cgroup's files) is below, a run's is not. */
  first_run_fd = dup(STDERR_FILENO);
  close(first_run_fd);
}

int cell_prepare(char *fault) {
  if (spare.init_pid > 0) return 0;
  int control[2];
  if (stdio_pipes_open(&spare.pipes) < 0) return fault_errno(fault, "pipes"), -1;
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, control) < 0) return fault_errno(fault, "socketpair"), -1;
  /* Inside the new user namespace they read as "nobody" until they are mapped. */
  uid_t uid = getuid();
  gid_t gid = getgid();
  pid_t pid = (pid_t)syscall(SYS_clone, CELL_NAMESPACES | SIGCHLD, NULL, NULL, NULL, NULL);
  if (pid == 0) {
    keep_only(&spare.pipes.theirs, control[1]);
    _exit(init_main(control[1], &spare.pipes.theirs, uid, gid));
  }
  if (pid < 0) fault_errno(fault, "clone with new namespaces");
  close(control[1]);
  stdio_ends_close(&spare.pipes.theirs);
  if (pid < 0) {
    close(control[0]);
    stdio_ends_close(&spare.pipes.ours);
    return -1;
  }
  spare.control_fd = control[0];
  spare.init_pid = pid;
  return 0;
}

static uint64_t cpu_of_ns(pid_t pid) {
  clockid_t clock;
  return pid > 0 && clock_getcpuclockid(pid, &clock) == 0 ? clock_ns(clock) : 0;
}

uint64_t cell_inits_cpu_ns(void) {
  uint64_t cpu_ns = gone_cpu_ns + cpu_of_ns(spare.init_pid) + cpu_of_ns(working);
  for (int i = 0; i < ending_count; i++) cpu_ns += cpu_of_ns(ending[i]);
  return cpu_ns;
}

static int take_spare(struct cell *cell, char *fault) {
  if (cell_prepare(fault) < 0) return -1;
  *cell = (struct cell){.init_pid = spare.init_pid, .control_fd = spare.control_fd, .ends = spare.pipes.ours};
  working = spare.init_pid;
  spare.init_pid = 0;
  if (send(cell->control_fd, "g", 1, MSG_NOSIGNAL) == 1) return 0;
  stdio_ends_close(&cell->ends);
  cell_leave(cell);
  fault_text(fault, "the prepared cell is gone");
  return -1;
}

int cell_start(struct cell *cell, char *fault) {
  char first_fault[FAULT_BYTES] = "";
  /* A cell made while another program filled the memory may not have lived to see its run. */
  return take_spare(cell, first_fault) == 0 ? 0 : take_spare(cell, fault);
}

bool cell_is_over(const struct cell *cell) {
  char done;
  /* EOF: init has ended without a word, by the OOM killer or by us. */
  return recv(cell->control_fd, &done, 1, MSG_DONTWAIT) >= 0;
}

void cell_leave(struct cell *cell) {
  close(cell->control_fd);
  if (ending_count == ENDING_MAX) cell_await_ended();
  ending[ending_count++] = cell->init_pid;
  working = 0;
}

void cell_await_ended(void) {
  while (ending_count > 0) {
    pid_t pid = ending[--ending_count];
    siginfo_t info;
    /* Looked at once more after its end and before it is reaped: what it used since must not be lost. */
    waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT);
    gone_cpu_ns += cpu_of_ns(pid);
    waitpid(pid, NULL, 0);
  }
}
