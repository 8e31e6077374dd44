#include "artifact.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tree.h"
#include "util.h"

#define DEPTH_MAX 16
#define ENTRIES_MAX 4096

/* Opens `path` below `directory`, one component at a time and through no link at all. */
static int open_below(int directory, const char *path, const char **name) {
  int parent = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  for (const char *slash; parent >= 0 && (slash = strchr(path, '/')) != NULL; path = slash + 1) {
    char component[256];
    if (slash == path || (size_t)(slash - path) >= sizeof component) return close(parent), errno = EINVAL, -1;
    memcpy(component, path, (size_t)(slash - path));
    component[slash - path] = '\0';
    if (strcmp(component, "..") == 0) return close(parent), errno = EINVAL, -1;
    int next = openat(parent, component, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    close(parent);
    parent = next;
  }
  if (parent < 0) return -1;
  *name = path;
  /* O_NONBLOCK: a fifo opens at once instead of waiting for a writer, and is then refused by its type. */
  int fd = openat(parent, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  int saved_errno = errno;
  close(parent);
  errno = saved_errno;
  return fd;
}

static int explain_open(const char *path, char *fault) {
  if (errno == ENOENT) return fault_text(fault, "%.100s was not produced", path), -1;
  if (errno == ELOOP) return fault_text(fault, "%.100s is a link", path), -1;
  return fault_errno(fault, path), -1;
}

int artifact_collect(int work_dir, const char *path, int to_dir, uint64_t cap_bytes, uint64_t *bytes, char *fault) {
  const char *name;
  int fd = open_below(work_dir, path, &name);
  if (fd < 0) return explain_open(path, fault);
  struct tree_budget budget = {.bytes_left = cap_bytes, .entries_left = ENTRIES_MAX};
  struct stat status;
  int failed = fstat(fd, &status);
  if (failed == 0 && S_ISDIR(status.st_mode)) {
    mkdirat(to_dir, name, 0755);
    int target = openat(to_dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    failed = target < 0 || tree_copy(fd, target, DEPTH_MAX, &budget, fault) < 0 ? -1 : 0;
    if (target >= 0) close(target);
  } else if (failed == 0) {
    failed = tree_copy_file(fd, to_dir, name, &budget, fault);
  }
  if (failed) fault_errno(fault, path);
  close(fd);
  *bytes = budget.bytes_copied;
  return failed;
}

int artifact_copy_sources(int source_dir, int work_dir, char *fault) {
  struct tree_budget budget = {.bytes_left = UINT64_MAX, .entries_left = ENTRIES_MAX};
  return tree_copy(source_dir, work_dir, DEPTH_MAX, &budget, fault);
}
