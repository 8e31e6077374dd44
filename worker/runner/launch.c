#define _GNU_SOURCE
#include "launch.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "protocol.h"
#include "seccomp_filter.h"
#include "shared.h"
#include "util.h"

/*
 * From clone to execve. The child borrows the parent's memory until execve (CLONE_VM | CLONE_VFORK): the parent is
 * tiny, but even its page tables cost more to copy than everything below together. So nothing here may leave a trace
 * in memory that the parent does not expect, except in `shared`.
 */

#define CHILD_STACK_BYTES (32u << 10)
#define DEFAULT_PATH "/usr/local/bin:/usr/bin:/bin"
#define EXIT_NOT_EXECUTABLE 126
#define EXIT_NOT_FOUND 127

static uint8_t child_stack[CHILD_STACK_BYTES] __attribute__((aligned(16)));

/* Since 5.14 RLIMIT_NPROC counts per user namespace, so only the cell's init is there besides the program. */
#define OWN_PROCESSES_IN_CELL 1
/* Before, it counts per uid of the host: the runner, this cell's init, the next one's, and those that are ending. */
#define OWN_PROCESSES_OF_UID 7
static uint32_t own_processes = OWN_PROCESSES_OF_UID;

static bool has_own_proc;

void launch_init(bool cells) {
  has_own_proc = cells;
  struct utsname kernel;
  unsigned int major, minor;
  if (uname(&kernel) < 0 || sscanf(kernel.release, "%u.%u", &major, &minor) != 2) return;
  if (major > 5 || (major == 5 && minor >= 14)) own_processes = OWN_PROCESSES_IN_CELL;
}

static int limit(int resource, uint64_t value) {
  struct rlimit current;
  if (getrlimit(resource, &current) < 0) return -1;
  /* A hard limit of the container stays: without privilege it cannot be raised, and the worker chose it. */
  rlim_t wanted = value < current.rlim_max ? value : current.rlim_max;
  if (current.rlim_cur == wanted && current.rlim_max == wanted) return 0;
  struct rlimit next = {wanted, wanted};
  return setrlimit(resource, &next);
}

static int apply_limits(const struct exec_request *request) {
  /* Lowering these never fails on Linux; gVisor refuses to know them, and has nothing that they would bound. */
  /* Not 0: where core_pattern is a pipe the kernel then still starts the host's crash handler, with 1 it does not. */
  limit(RLIMIT_CORE, 1);
  limit(RLIMIT_MEMLOCK, 64u << 10);
  limit(RLIMIT_MSGQUEUE, 64u << 10);
  limit(RLIMIT_SIGPENDING, 4096);
  limit(RLIMIT_NICE, 0);
  limit(RLIMIT_RTPRIO, 0);
  /* Only a backstop with a grain of one second; the runner watches the real limit. */
  uint64_t cpu_s = (request->cpu_us + 999999) / 1000000 + 1;
  return limit(RLIMIT_CPU, cpu_s) | limit(RLIMIT_FSIZE, request->file_bytes) | limit(RLIMIT_NOFILE, request->open_files) |
         limit(RLIMIT_NPROC, (uint64_t)request->processes + own_processes) | limit(RLIMIT_STACK, request->stack_bytes);
}

static void reset_signals(void) {
  /* Handlers go with execve, but ignored signals stay ignored; the runner ignores SIGPIPE. */
  signal(SIGPIPE, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

/*
 * The kernel's OOM killer is to take any process of the run before the runner. A program could take that back by
 * writing to /proc, and then the runner would die in its place; so nothing in /proc can be written from here on.
 */
static int volunteer_for_oom(void) {
  /* The files of a process that is not dumpable belong to root. No program lives while this is open. */
  prctl(PR_SET_DUMPABLE, 1);
  int failed = write_file("/proc/self/oom_score_adj", "1000");
  prctl(PR_SET_DUMPABLE, 0);
  if (failed || !has_own_proc) return failed;
  return mount(NULL, "/proc", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
}

static int drop_privileges(void) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct none[2] = {0};
  if (syscall(SYS_capset, &header, none) < 0) return -1;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) return -1;
  return seccomp_filter_install();
}

static const char *search_path(char *const *envp) {
  for (; *envp != NULL; envp++) {
    if (strncmp(*envp, "PATH=", 5) == 0) return *envp + 5;
  }
  return DEFAULT_PATH;
}

/* Like execvpe, but with the program's own PATH and without falling back to a shell. Returns the error number. */
static int execute(char *const *argv, char *const *envp) {
  if (strchr(argv[0], '/') != NULL) return execve(argv[0], argv, envp), errno;
  int error = ENOENT;
  for (const char *entry = search_path(envp); entry != NULL; entry = strchr(entry, ':'), entry += entry != NULL) {
    char path[1024];
    int entry_length = (int)strcspn(entry, ":");
    if (snprintf(path, sizeof path, "%.*s/%s", entry_length, entry, argv[0]) >= (int)sizeof path) continue;
    execve(path, argv, envp);
    if (errno != ENOENT && errno != ENOTDIR) error = errno;
  }
  return error;
}

static void pin_to_core(uint32_t core) {
  if (core == NO_CORE) return;
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(core, &cores);
  /* Pinning is for even timing only. A core that this container may not use is the worker's mistake, not the program's. */
  if (sched_setaffinity(0, sizeof cores, &cores) < 0) dprintf(STDERR_FILENO, "runner: core %u: %s\n", core, strerror(errno));
}

static int fail(const char *what) {
  fault_errno(shared->report.fault, what);
  return EXIT_NOT_EXECUTABLE;
}

static int become_program(void *argument) {
  const struct stdio_ends *ends = argument;
  const struct exec_request *request = &shared->request;
  reset_signals();
  setsid();
  if (volunteer_for_oom() < 0) return fail("oom_score_adj");
  if (dup2(ends->stdin_fd, 0) < 0 || dup2(ends->stdout_fd, 1) < 0 || dup2(ends->stderr_fd, 2) < 0) return fail("dup2");
  if (chdir("/work") < 0) return fail("chdir /work");
  umask(022);
  pin_to_core(request->core);
  if (apply_limits(request) != 0) return fail("setrlimit");
  /* Everything of ours is close-on-exec already; this also holds for what anybody may add later. */
  syscall(SYS_close_range, 3u, ~0u, 0u);
  if (drop_privileges() < 0) return fail("dropping privileges");
  shared->report.prelude_cpu_ns = own_cpu_ns();
  shared->report.start_ns = now_ns();
  int error = execute(request->argv, request->envp);
  dprintf(STDERR_FILENO, "cannot execute %s: %s\n", request->argv[0], strerror(error));
  return error == ENOENT || error == ENOTDIR ? EXIT_NOT_FOUND : EXIT_NOT_EXECUTABLE;
}

static int child_main(void *argument) { _exit(become_program(argument)); }

pid_t launch_program(const struct stdio_ends *ends) {
  pid_t pid = clone(child_main, child_stack + CHILD_STACK_BYTES, CLONE_VM | CLONE_VFORK | SIGCHLD, (void *)ends);
  if (pid < 0) fault_errno(shared->report.fault, "clone of the program");
  return pid;
}

pid_t launch_reap(int *wait_status, int options) {
  struct rusage usage;
  pid_t pid = wait4(-1, wait_status, options, &usage);
  if (pid <= 0) return pid;
  struct run_report *report = &shared->report;
  report->reaped_cpu_us += (uint64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000u +
                           (uint64_t)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
  uint64_t max_rss_bytes = (uint64_t)usage.ru_maxrss * 1024u;
  if (max_rss_bytes > report->max_rss_bytes) report->max_rss_bytes = max_rss_bytes;
  return pid;
}
