#include "tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util.h"

#define OPEN_DIRECTORY (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

static bool is_dots(const char *name) { return strcmp(name, ".") == 0 || strcmp(name, "..") == 0; }

static int copy_bytes(int from_fd, int to_fd, uint64_t bytes) {
  while (bytes > 0) {
    ssize_t moved = sendfile(to_fd, from_fd, NULL, bytes < (1u << 30) ? bytes : (1u << 30));
    if (moved < 0 && errno == EINTR) continue;
    if (moved <= 0) return -1;
    bytes -= (uint64_t)moved;
  }
  return 0;
}

int tree_copy_file(int from_fd, int to_dir, const char *name, struct tree_budget *budget, char *fault) {
  struct stat status;
  if (fstat(from_fd, &status) < 0) return fault_errno(fault, name), -1;
  if (!S_ISREG(status.st_mode)) return fault_text(fault, "%.100s is not a regular file", name), -1;
  uint64_t bytes = (uint64_t)status.st_size;
  if (bytes > budget->bytes_left) return fault_text(fault, "%.100s is too large", name), -1;
  if (budget->entries_left-- == 0) return fault_text(fault, "too many files"), -1;
  mode_t mode = status.st_mode & 0111 ? 0555 : 0444;
  int to_fd = openat(to_dir, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
  if (to_fd < 0) return fault_errno(fault, name), -1;
  int failed = copy_bytes(from_fd, to_fd, bytes);
  if (failed) fault_errno(fault, name);
  close(to_fd);
  budget->bytes_left -= bytes;
  budget->bytes_copied += bytes;
  return failed;
}

static int copy_entry(int from_dir, int to_dir, const char *name, uint32_t depth_left, struct tree_budget *budget, char *fault);

int tree_copy(int from_dir, int to_dir, uint32_t depth_left, struct tree_budget *budget, char *fault) {
  int listing_fd = openat(from_dir, ".", OPEN_DIRECTORY);
  DIR *listing = listing_fd < 0 ? NULL : fdopendir(listing_fd);
  if (listing == NULL) return fault_errno(fault, "directory"), -1;
  int failed = 0;
  for (struct dirent *entry; !failed && (entry = readdir(listing)) != NULL;) {
    if (!is_dots(entry->d_name)) failed = copy_entry(from_dir, to_dir, entry->d_name, depth_left, budget, fault);
  }
  closedir(listing);
  return failed;
}

static int copy_directory(int from_fd, int to_dir, const char *name, uint32_t depth_left, struct tree_budget *budget, char *fault) {
  if (depth_left == 0) return fault_text(fault, "%.100s is nested too deep", name), -1;
  if (budget->entries_left-- == 0) return fault_text(fault, "too many files"), -1;
  if (mkdirat(to_dir, name, 0755) < 0) return fault_errno(fault, name), -1;
  int to_fd = openat(to_dir, name, OPEN_DIRECTORY);
  if (to_fd < 0) return fault_errno(fault, name), -1;
  int failed = tree_copy(from_fd, to_fd, depth_left - 1, budget, fault);
  close(to_fd);
  return failed;
}

static int copy_entry(int from_dir, int to_dir, const char *name, uint32_t depth_left, struct tree_budget *budget, char *fault) {
  /* O_NONBLOCK: a fifo opens at once, and is refused by its type. */
  int from_fd = openat(from_dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  struct stat status;
  if (from_fd < 0 || fstat(from_fd, &status) < 0) {
    if (errno == ELOOP) fault_text(fault, "%.100s is a link", name);
    fault_errno(fault, name);
    if (from_fd >= 0) close(from_fd);
    return -1;
  }
  int failed = S_ISDIR(status.st_mode) ? copy_directory(from_fd, to_dir, name, depth_left, budget, fault)
                                       : tree_copy_file(from_fd, to_dir, name, budget, fault);
  close(from_fd);
  return failed;
}

/* Moves a directory up to the root under a name of ours. The root's other names are hostile, so a taken one is skipped. */
static int lift(int parent, const char *name, int root_dir, uint64_t *serial) {
  char lifted[32];
  /* A directory that is moved has its ".." rewritten, which needs write permission on it. */
  fchmodat(parent, name, 0700, 0);
  for (int attempt = 0; attempt < 1000; attempt++) {
    snprintf(lifted, sizeof lifted, ".lifted-%llu", (unsigned long long)(*serial)++);
    if (renameat(parent, name, root_dir, lifted) == 0) return 0;
    if (errno != ENOTEMPTY && errno != EEXIST && errno != ENOTDIR) return -1;
  }
  return -1;
}

/* Empties one directory of the root: files go, directories are lifted to the root to be met there again. */
static int empty_directory(int root_dir, const char *name, uint64_t *serial) {
  fchmodat(root_dir, name, 0700, 0);
  int fd = openat(root_dir, name, OPEN_DIRECTORY);
  DIR *listing = fd < 0 ? NULL : fdopendir(fd);
  if (listing == NULL) return -1;
  int failed = 0;
  for (struct dirent *entry; !failed && (entry = readdir(listing)) != NULL;) {
    if (is_dots(entry->d_name) || unlinkat(fd, entry->d_name, 0) == 0) continue;
    failed = errno == EISDIR || errno == EPERM ? lift(fd, entry->d_name, root_dir, serial) : -1;
  }
  closedir(listing);
  return failed;
}

/*
 * Depth is the attacker's to choose (10,000 levels are cheap to make), so there is no recursion and no path: only the
 * first level is ever walked, and what lies deeper is lifted up to it. Every directory is moved at most once.
 */
int tree_wipe(int root_dir) {
  uint64_t serial = 0;
  fchmod(root_dir, 0755);
  for (bool again = true; again;) {
    again = false;
    int fd = openat(root_dir, ".", OPEN_DIRECTORY);
    DIR *listing = fd < 0 ? NULL : fdopendir(fd);
    if (listing == NULL) return -1;
    int failed = 0;
    for (struct dirent *entry; !failed && (entry = readdir(listing)) != NULL;) {
      if (is_dots(entry->d_name) || unlinkat(root_dir, entry->d_name, 0) == 0) continue;
      failed = empty_directory(root_dir, entry->d_name, &serial) < 0 || unlinkat(root_dir, entry->d_name, AT_REMOVEDIR) < 0;
      again = true;
    }
    closedir(listing);
    if (failed) return -1;
  }
  return 0;
}

int tree_open_parents(int root_dir, const char *path, const char **name) {
  int parent = openat(root_dir, ".", OPEN_DIRECTORY);
  for (const char *slash; parent >= 0 && (slash = strchr(path, '/')) != NULL; path = slash + 1) {
    char component[256];
    if (slash == path || (size_t)(slash - path) >= sizeof component) return close(parent), errno = EINVAL, -1;
    memcpy(component, path, (size_t)(slash - path));
    component[slash - path] = '\0';
    if (is_dots(component)) return close(parent), errno = EINVAL, -1;
    mkdirat(parent, component, 0755);
    int next = openat(parent, component, OPEN_DIRECTORY);
    close(parent);
    parent = next;
  }
  if (parent >= 0 && (*path == '\0' || is_dots(path))) return close(parent), errno = EINVAL, -1;
  *name = path;
  return parent;
}
