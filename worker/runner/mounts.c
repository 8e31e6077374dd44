#include "mounts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "util.h"

/*
 * The container's root stays what it is, read-only; the cell lays its own things over it:
 *
 *   one tmpfs, mounted on /box first, backs /work, /tmp, /dev/shm and /var/tmp, so that one size bounds them all;
 *   one empty read-only tmpfs covers what a program must not see: /sys, the container's message queues and terminals,
 *   and at last /box itself;
 *   a fresh /proc shows the cell's processes alone.
 *
 * Mounts that came from the container are locked for the cell, so nothing of this can be taken off again; besides, the
 * program has neither the capability nor the system calls.
 */

/* Files are cheap to make and each costs kernel memory. */
#define TMPFS_INODES "65536"
#define TMPFS_OPTIONS "mode=0755,size=64m,nr_inodes=" TMPFS_INODES
#define WRITABLE_FLAGS (MS_NOSUID | MS_NODEV)
#define HIDDEN_FLAGS (MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC)

static int step(int result, const char *what, char *fault) {
  if (result < 0) fault_errno(fault, what);
  return result;
}

static int bind(const char *from, const char *to, char *fault) {
  return step(mount(from, to, NULL, MS_BIND, NULL), to, fault);
}

/* For things that not every kernel or image has. */
static int bind_if_there(const char *from, const char *to, char *fault) {
  return mount(from, to, NULL, MS_BIND, NULL) < 0 && errno != ENOENT && errno != ENOTDIR ? step(-1, to, fault) : 0;
}

static int mount_writable(char *fault) {
  if (step(mount("cell", "/box", "tmpfs", WRITABLE_FLAGS, TMPFS_OPTIONS), "tmpfs", fault) < 0) return -1;
  mkdir("/box/work", 0755);
  mkdir("/box/tmp", 01777);
  mkdir("/box/shm", 01777);
  mkdir("/box/vartmp", 01777);
  return bind("/box/work", "/work", fault) < 0 || bind("/box/tmp", "/tmp", fault) < 0 ||
                 bind("/box/shm", "/dev/shm", fault) < 0 || bind_if_there("/box/vartmp", "/var/tmp", fault) < 0
             ? -1
             : 0;
}

/*
 * What Docker masks for its containers, as far as an unprivileged program could read it here at all; most of it is
 * root's alone anyway, and every mask costs on every run.
 */
#define MASKS_MAX 16
static const char *masked_directories[MASKS_MAX] = {"/dev/mqueue", "/dev/pts"};
static const char *masked_files[MASKS_MAX];

static void keep_readable(const char *const *candidates, const char **kept) {
  while (*kept != NULL) kept++;
  for (; *candidates != NULL; candidates++) {
    if (access(*candidates, R_OK) == 0) *kept++ = *candidates;
  }
}

void mounts_init(void) {
  keep_readable((const char *[]){"/proc/scsi", "/proc/asound", NULL}, masked_directories);
  keep_readable((const char *[]){"/proc/interrupts", "/proc/keys", "/proc/key-users", "/proc/kcore", "/proc/timer_list",
                                 "/proc/timer_stats", "/proc/sched_debug", "/proc/latency_stats", NULL},
                masked_files);
}

static int hide(char *fault) {
  if (step(mount("hidden", "/sys", "tmpfs", HIDDEN_FLAGS, "mode=0555,size=4k,nr_inodes=1"), "/sys", fault) < 0) return -1;
  for (const char **path = masked_directories; *path != NULL; path++) {
    if (bind_if_there("/sys", *path, fault) < 0) return -1;
  }
  for (const char **path = masked_files; *path != NULL; path++) {
    if (bind_if_there("/dev/null", *path, fault) < 0) return -1;
  }
  return bind("/sys", "/box", fault);
}

int mounts_prepare(struct mounts *mounts, char *fault) {
  if (step(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), "private mounts", fault) < 0) return -1;
  mounts->source_dir = step(open("/box/source", O_RDONLY | O_DIRECTORY | O_CLOEXEC), "/box/source", fault);
  mounts->artifact_dir = step(open("/box/artifact", O_RDONLY | O_DIRECTORY | O_CLOEXEC), "/box/artifact", fault);
  if (mounts->source_dir < 0 || mounts->artifact_dir < 0) return -1;
  if (mount_writable(fault) < 0) return -1;
  if (step(mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL), "/proc", fault) < 0) return -1;
  return hide(fault);
}

int mounts_resize(uint64_t tmp_bytes, char *fault) {
  char options[96];
  /* Size 0 would mean unlimited. */
  snprintf(options, sizeof options, "size=%llu", (unsigned long long)(tmp_bytes > 0 ? tmp_bytes : 4096));
  return step(mount(NULL, "/work", NULL, MS_REMOUNT | WRITABLE_FLAGS, options), "tmpfs size", fault);
}

int mounts_show_artifact(int shown_dir, char *fault) {
  char path[32];
  snprintf(path, sizeof path, "/proc/self/fd/%d", shown_dir);
  if (bind(path, "/artifact", fault) < 0) return -1;
  return step(mount(NULL, "/artifact", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | WRITABLE_FLAGS, NULL), "/artifact", fault);
}

uint64_t mounts_used_bytes(void) {
  struct statvfs status;
  if (statvfs("/work", &status) < 0) return 0;
  return (uint64_t)(status.f_blocks - status.f_bfree) * status.f_frsize;
}
