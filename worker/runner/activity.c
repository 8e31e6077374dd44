#include "activity.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static bool is_number(const char *name) { return name[0] >= '1' && name[0] <= '9'; }

/* "time-on-cpu time-waiting-for-it slices", nanoseconds. All 0 in kernels that have the file and not the account. */
static uint64_t thread_active_ns(int task_dir, const char *tid) {
  char path[64], text[96];
  snprintf(path, sizeof path, "%.20s/schedstat", tid);
  int fd = openat(task_dir, path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  ssize_t bytes = read(fd, text, sizeof text - 1);
  close(fd);
  if (bytes <= 0) return 0;
  text[bytes] = '\0';
  char *rest;
  uint64_t ran_ns = strtoull(text, &rest, 10);
  uint64_t waited_ns = strtoull(rest, NULL, 10);
  return waited_ns == 0 ? 0 : ran_ns + waited_ns;
}

static uint64_t process_longest_ns(const char *pid) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%.20s/task", pid);
  DIR *directory = opendir(path);
  if (directory == NULL) return 0;
  uint64_t longest_ns = 0;
  for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
    uint64_t active_ns = is_number(entry->d_name) ? thread_active_ns(dirfd(directory), entry->d_name) : 0;
    if (active_ns > longest_ns) longest_ns = active_ns;
  }
  closedir(directory);
  return longest_ns;
}

uint64_t activity_longest_ns(void) {
  DIR *directory = opendir("/proc");
  if (directory == NULL) return 0;
  uint64_t longest_ns = 0;
  for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
    if (!is_number(entry->d_name) || atoi(entry->d_name) == getpid()) continue;
    uint64_t active_ns = process_longest_ns(entry->d_name);
    if (active_ns > longest_ns) longest_ns = active_ns;
  }
  closedir(directory);
  return longest_ns;
}
