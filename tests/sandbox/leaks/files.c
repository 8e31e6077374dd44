/* Marks in the file system. */
#define _GNU_SOURCE
#include "marks.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define MARK_TIME 1234567890
#define MARK_NAME "leak-mark"

static report tell;
static bool is_leaving;

static void tell_about(const char *kind, const char *path) {
  char name[4200];
  snprintf(name, sizeof name, "%s:%s", kind, path);
  tell(name);
}

static bool is_marked_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash != NULL && strcmp(slash + 1, MARK_NAME) == 0;
}

static void mark_directory(const char *path) {
  char mark[4096];
  snprintf(mark, sizeof mark, "%s/" MARK_NAME, strcmp(path, "/") == 0 ? "" : path);
  int fd = open(mark, O_CREAT | O_WRONLY, 0600);
  if (fd < 0) return;
  if (write(fd, "mark", 4) == 4) tell_about("file", mark);
  close(fd);
}

static void mark_attributes(const char *path) {
  struct timespec times[2] = {{.tv_sec = MARK_TIME}, {.tv_sec = MARK_TIME}};
  if (utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW) == 0) tell_about("time", path);
  if (setxattr(path, "user.leak", "mark", 4, 0) == 0) tell_about("xattr", path);
}

static void find_attributes(const char *path, const struct stat *status) {
  if (status->st_mtime == MARK_TIME) tell_about("time", path);
  char value[8];
  if (getxattr(path, "user.leak", value, sizeof value) >= 0) tell_about("xattr", path);
}

static int visit(const char *path, const struct stat *status, int type, struct FTW *position) {
  (void)position;
  if (strcmp(path, "/proc") == 0 || strcmp(path, "/sys") == 0) return FTW_SKIP_SUBTREE;
  if (is_marked_name(path)) {
    if (!is_leaving) tell_about("file", path);
    return FTW_CONTINUE;
  }
  if (is_leaving && (type == FTW_D)) mark_directory(path);
  if (type != FTW_D && type != FTW_F) return FTW_CONTINUE;
  if (!is_leaving) find_attributes(path, status);
  /* A directory's times change with every file that is made in it. */
  else if (type == FTW_F && S_ISREG(status->st_mode)) mark_attributes(path);
  return FTW_CONTINUE;
}

/* Places that are empty when a program starts. */
static const char *const EMPTY_PLACES[] = {"/work", "/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/box"};

/* A tree that a careless cleaner trips over: deep, with odd names, and closed. */
static void grow_tree(const char *place) {
  char path[4096];
  int length = snprintf(path, sizeof path, "%s/-rf\n\xff *", place);
  if (mkdir(path, 0700) < 0) return;
  tell_about("entry", place);
  char top[4096];
  memcpy(top, path, (size_t)length + 1);
  for (int depth = 0; depth < 300; depth++) {
    length += snprintf(path + length, sizeof path - (size_t)length, "/d");
    if (mkdir(path, 0700) < 0) break;
  }
  int ignored = symlink("/etc/passwd", path);
  (void)ignored;
  chmod(top, 0);
}

static void find_entries(const char *place) {
  DIR *directory = opendir(place);
  if (directory == NULL) return;
  for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
    if (entry->d_name[0] == '.' && strspn(entry->d_name, ".") == strlen(entry->d_name)) continue;
    if (strcmp(entry->d_name, MARK_NAME) == 0 || strcmp(entry->d_name, "leak-shm") == 0 ||
        strcmp(entry->d_name, "leak-queue") == 0 || strcmp(entry->d_name, "sem.leak-semaphore") == 0)
      continue;
    tell_about("entry", place);
    break;
  }
  closedir(directory);
}

/* A program that stands where the next run expects its own. */
static void replace_program(void) {
  int fd = open("/artifact/other", O_CREAT | O_WRONLY, 0755);
  if (fd < 0) return;
  const char *script = "#!/bin/sh\necho found replaced\n";
  ssize_t ignored = write(fd, script, strlen(script));
  (void)ignored;
  close(fd);
  if (rename("/artifact/other", "/artifact/main") == 0) tell("replaced");
}

static void find_replaced(void) {
  char target[256] = "";
  if (readlink("/proc/self/exe", target, sizeof target - 1) > 0 && strstr(target, "(deleted)") != NULL) tell("replaced");
}

/* Settings of the kernel that a process may write in one namespace or another. */
static const char *const SETTINGS[][2] = {
    {"/proc/sys/kernel/hostname", "leak-mark"},
    {"/proc/sys/kernel/domainname", "leak-mark"},
    {"/proc/sys/kernel/msgmax", "4321"},
    {"/proc/sys/kernel/shmall", "4321234"},
    {"/proc/sys/kernel/shm_rmid_forced", "1"},
    {"/proc/sys/kernel/ns_last_pid", "4321"},
    {"/proc/sys/kernel/core_pattern", "leak-mark"},
    {"/proc/sys/kernel/sched_autogroup_enabled", "0"},
    {"/proc/sys/fs/mqueue/msg_max", "43"},
    {"/proc/sys/net/core/somaxconn", "4321"},
    {"/proc/sys/net/ipv4/ip_default_ttl", "43"},
    {"/proc/sys/net/ipv4/ip_unprivileged_port_start", "432"},
    {"/proc/sys/net/ipv4/tcp_fin_timeout", "43"},
    {"/proc/sys/user/max_user_namespaces", "4321"},
    {"/proc/sys/vm/overcommit_memory", "1"},
    {"/proc/1/oom_score_adj", "987"},
    {"/proc/1/timerslack_ns", "98765"},
    {"/proc/1/coredump_filter", "00000077"},
    {"/sys/fs/cgroup/memory/memory.limit_in_bytes", "987654144"},
    {"/sys/fs/cgroup/pids/pids.max", "987"},
};
#define SETTING_COUNT (sizeof SETTINGS / sizeof SETTINGS[0])

static bool has_value(const char *path, const char *value) {
  char text[128] = "";
  int fd = open(path, O_RDONLY);
  if (fd < 0) return false;
  ssize_t bytes = read(fd, text, sizeof text - 1);
  close(fd);
  if (bytes <= 0) return false;
  text[strcspn(text, "\n")] = '\0';
  return strcmp(text, value) == 0;
}

static void write_settings(void) {
  for (size_t i = 0; i < SETTING_COUNT; i++) {
    if (has_value(SETTINGS[i][0], SETTINGS[i][1])) continue;
    int fd = open(SETTINGS[i][0], O_WRONLY);
    if (fd < 0) continue;
    if (write(fd, SETTINGS[i][1], strlen(SETTINGS[i][1])) > 0) tell_about("setting", SETTINGS[i][0]);
    close(fd);
  }
}

/* Those that some machines have from the beginning say nothing. */
static const char *const USUAL[] = {"/proc/sys/kernel/shm_rmid_forced", "/proc/sys/kernel/sched_autogroup_enabled",
                                    "/proc/sys/vm/overcommit_memory"};

static bool is_usual(const char *path) {
  for (size_t i = 0; i < sizeof USUAL / sizeof USUAL[0]; i++)
    if (strcmp(USUAL[i], path) == 0 && access(path, W_OK) != 0) return true;
  return false;
}

static void find_settings(void) {
  for (size_t i = 0; i < SETTING_COUNT; i++)
    if (!is_usual(SETTINGS[i][0]) && has_value(SETTINGS[i][0], SETTINGS[i][1])) tell_about("setting", SETTINGS[i][0]);
}

void leave_files(report left) {
  tell = left;
  is_leaving = true;
  for (size_t i = 0; i < sizeof EMPTY_PLACES / sizeof EMPTY_PLACES[0]; i++) grow_tree(EMPTY_PLACES[i]);
  replace_program();
  nftw("/", visit, 64, FTW_PHYS | FTW_ACTIONRETVAL);
  write_settings();
}

void look_for_files(report found) {
  tell = found;
  is_leaving = false;
  for (size_t i = 0; i < sizeof EMPTY_PLACES / sizeof EMPTY_PLACES[0]; i++) find_entries(EMPTY_PLACES[i]);
  nftw("/", visit, 64, FTW_PHYS | FTW_ACTIONRETVAL);
  find_replaced();
  find_settings();
}
