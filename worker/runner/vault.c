#define _GNU_SOURCE
#include "vault.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tree.h"
#include "util.h"

/* A vault is a row of entries: this head, the path, and the bytes. Directories exist by their files' paths. */
struct entry_head {
  uint32_t path_length;
  uint32_t mode;
  uint64_t bytes;
};

static int move_bytes(int to_fd, int from_fd, uint64_t bytes) {
  while (bytes > 0) {
    ssize_t moved = sendfile(to_fd, from_fd, NULL, bytes < (1u << 30) ? bytes : (1u << 30));
    if (moved < 0 && errno == EINTR) continue;
    if (moved <= 0) return -1;
    bytes -= (uint64_t)moved;
  }
  return 0;
}

static int save_tree(int vault_fd, int directory, const char *prefix, char *fault);

static int save_entry(int vault_fd, int directory, const char *prefix, const char *name, char *fault) {
  char path[PATH_MAX];
  struct stat status;
  if (snprintf(path, sizeof path, "%s%s", prefix, name) >= (int)sizeof path - 1) return fault_text(fault, "path too long"), -1;
  int fd = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0 || fstat(fd, &status) < 0) return fault_errno(fault, name), -1;
  int failed;
  if (S_ISDIR(status.st_mode)) {
    strcat(path, "/");
    failed = save_tree(vault_fd, fd, path, fault);
  } else {
    struct entry_head head = {(uint32_t)strlen(path), status.st_mode & 0777, (uint64_t)status.st_size};
    failed = write(vault_fd, &head, sizeof head) < 0 || write(vault_fd, path, head.path_length) < 0 ||
                     move_bytes(vault_fd, fd, head.bytes) < 0
                 ? -1
                 : 0;
  }
  if (failed) fault_errno(fault, name);
  close(fd);
  return failed;
}

static int save_tree(int vault_fd, int directory, const char *prefix, char *fault) {
  int listing_fd = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *listing = listing_fd < 0 ? NULL : fdopendir(listing_fd);
  if (listing == NULL) return fault_errno(fault, "vault"), -1;
  int failed = 0;
  for (struct dirent *entry; !failed && (entry = readdir(listing)) != NULL;) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    failed = save_entry(vault_fd, directory, prefix, entry->d_name, fault);
  }
  closedir(listing);
  return failed;
}

int vault_save(int directory, char *fault) {
  int vault_fd = memfd_create("vault", MFD_CLOEXEC);
  if (vault_fd < 0) return fault_errno(fault, "memfd"), -1;
  if (save_tree(vault_fd, directory, "", fault) == 0) return vault_fd;
  close(vault_fd);
  return -1;
}

static int restore_entry(int vault_fd, const struct entry_head *head, int directory) {
  char path[PATH_MAX];
  const char *name;
  if (read(vault_fd, path, head->path_length) != (ssize_t)head->path_length) return -1;
  path[head->path_length] = '\0';
  int parent = tree_open_parents(directory, path, &name);
  if (parent < 0) return -1;
  int fd = openat(parent, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, head->mode);
  close(parent);
  if (fd < 0) return -1;
  int failed = move_bytes(fd, vault_fd, head->bytes);
  close(fd);
  return failed;
}

int vault_restore(int vault_fd, int directory, char *fault) {
  struct entry_head head;
  lseek(vault_fd, 0, SEEK_SET);
  while (read(vault_fd, &head, sizeof head) == (ssize_t)sizeof head) {
    if (restore_entry(vault_fd, &head, directory) < 0) return fault_errno(fault, "restoring files"), -1;
  }
  return 0;
}
