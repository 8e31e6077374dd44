/* What a process inherits from the one before it, and other processes. */
#define _GNU_SOURCE
#include "marks.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/utsname.h>
#include <unistd.h>

#define MARK_MASK 0123
#define MARK_FILES 77
#define MARK_SLACK 98765

void leave_in_process(report left) {
  left("environment");
  umask(MARK_MASK);
  left("umask");
  if (chdir("/usr") == 0) left("directory");
  signal(SIGUSR1, SIG_IGN);
  left("ignored-signal");
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR2);
  sigprocmask(SIG_BLOCK, &set, NULL);
  left("blocked-signal");
  struct itimerval timer = {.it_value = {.tv_sec = 3600}};
  if (setitimer(ITIMER_REAL, &timer, NULL) == 0) left("timer");
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = MARK_FILES;
  if (setrlimit(RLIMIT_NOFILE, &files) == 0) left("limit");
  if (prctl(PR_SET_TIMERSLACK, MARK_SLACK) == 0) left("timer-slack");
  if (prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0) == 0) left("huge-pages");
  if (dup2(1, 33) == 33) left("descriptor");
  if (nice(1) >= 0) left("nice");
  if (sethostname("leak-mark", 9) == 0) left("hostname");
}

void look_in_process(report found) {
  extern char **environ;
  for (char **entry = environ; *entry != NULL; entry++)
    if (strncmp(*entry, "LEAK_", 5) == 0) found("environment");
  mode_t mask = umask(022);
  if (mask != 022) found("umask");
  char directory[256] = "";
  if (getcwd(directory, sizeof directory) == NULL || strcmp(directory, "/work") != 0) found("directory");
  struct sigaction action;
  sigaction(SIGUSR1, NULL, &action);
  if (action.sa_handler != SIG_DFL) found("ignored-signal");
  sigset_t set;
  sigprocmask(SIG_BLOCK, NULL, &set);
  for (int number = 1; number < NSIG; number++)
    if (sigismember(&set, number) == 1) found(number == SIGUSR2 ? "blocked-signal" : "another-blocked-signal");
  struct itimerval timer;
  getitimer(ITIMER_REAL, &timer);
  if (timer.it_value.tv_sec != 0) found("timer");
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  if (files.rlim_cur == MARK_FILES) found("limit");
  if (prctl(PR_GET_TIMERSLACK) == MARK_SLACK) found("timer-slack");
  if (prctl(PR_GET_THP_DISABLE, 0, 0, 0, 0) == 1) found("huge-pages");
  if (getpriority(PRIO_PROCESS, 0) != 0) found("nice");
  for (int fd = 3; fd < 64; fd++)
    if (fcntl(fd, F_GETFD) >= 0) found(fd == 33 ? "descriptor" : "another-descriptor");
  struct utsname names;
  uname(&names);
  if (strcmp(names.nodename, "leak-mark") == 0) found("hostname");
}

static int starts_with(const char *text, const char *start) { return strncmp(text, start, strlen(start)) == 0; }

void look_for_processes(report found) {
  DIR *directory = opendir("/proc");
  int is_found = 0;
  for (struct dirent *entry; directory != NULL && (entry = readdir(directory)) != NULL;) {
    char path[300], name[32] = "";
    snprintf(path, sizeof path, "/proc/%s/comm", entry->d_name);
    int fd = open(path, O_RDONLY);
    if (fd < 0) continue;
    ssize_t bytes = read(fd, name, sizeof name - 1);
    close(fd);
    if (bytes > 0 && starts_with(name, "leak-")) is_found = 1;
  }
  if (is_found) found("process");
}
