/* Marks that live as long as the process that holds them. */
#define _GNU_SOURCE
#include "marks.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define PORT 34567
#define LOOK_MS 150

/* Inodes that several programs may share. That of an eventfd is the kernel's own: one for the whole machine. */
static const char *const SHARED[] = {
    "eventfd",
    "/",
    "/artifact",
    "/artifact/main",
    "/usr/bin",
    "/usr/bin/python3",
    "/bin/sh",
    "/etc/passwd",
    "/dev/null",
    "/dev/zero",
    "/dev/urandom",
    "/dev/full",
    "/engine/runner",
    "/proc/version",
    "/proc/self/ns/cgroup",
    "/proc/self/ns/ipc",
    "/proc/self/ns/mnt",
    "/proc/self/ns/net",
    "/proc/self/ns/pid",
    "/proc/self/ns/time",
    "/proc/self/ns/user",
    "/proc/self/ns/uts",
};
#define SHARED_COUNT (sizeof SHARED / sizeof SHARED[0])

static int open_shared(const char *name) {
  return strcmp(name, "eventfd") == 0 ? eventfd(0, 0) : open(name, O_RDONLY);
}

static void tell_shared(const char *kind, const char *path, report tell) {
  char name[512];
  snprintf(name, sizeof name, "%s:%s", kind, path);
  tell(name);
}

static void lock_shared(report left) {
  for (size_t i = 0; i < SHARED_COUNT; i++) {
    int fd = open_shared(SHARED[i]);
    if (fd < 0) continue;
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) tell_shared("flock", SHARED[i], left);
    struct flock range = {.l_type = F_RDLCK, .l_whence = SEEK_SET, .l_start = 4321, .l_len = 1};
    if (fcntl(fd, F_SETLK, &range) == 0) tell_shared("lock", SHARED[i], left);
    struct flock open_range = {.l_type = F_RDLCK, .l_whence = SEEK_SET, .l_start = 8765, .l_len = 1};
    if (fcntl(fd, F_OFD_SETLK, &open_range) == 0) tell_shared("open-lock", SHARED[i], left);
  }
}

static void find_locks(report found) {
  for (size_t i = 0; i < SHARED_COUNT; i++) {
    int fd = open_shared(SHARED[i]);
    if (fd < 0) continue;
    if (flock(fd, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK) tell_shared("flock", SHARED[i], found);
    struct flock range = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 4321, .l_len = 1};
    if (fcntl(fd, F_GETLK, &range) == 0 && range.l_type != F_UNLCK) tell_shared("lock", SHARED[i], found);
    struct flock open_range = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 8765, .l_len = 1};
    if (fcntl(fd, F_OFD_GETLK, &open_range) == 0 && open_range.l_type != F_UNLCK)
      tell_shared("open-lock", SHARED[i], found);
    close(fd);
  }
}

/* What a looker may watch being opened by somebody else. */
static int add_watches(int watcher, int *watched) {
  int count = 0;
  for (size_t i = 0; i < SHARED_COUNT; i++) {
    watched[i] = SHARED[i][0] == '/' ? inotify_add_watch(watcher, SHARED[i], IN_OPEN | IN_ATTRIB) : -1;
    count += watched[i] >= 0;
  }
  return count;
}

static void find_openings(report found) {
  int watched[SHARED_COUNT];
  char seen[SHARED_COUNT] = "";
  int watcher = inotify_init1(IN_NONBLOCK);
  if (watcher < 0 || add_watches(watcher, watched) == 0) return;
  struct pollfd waiting = {.fd = watcher, .events = POLLIN};
  for (int turn = 0; turn < LOOK_MS / 5; turn++) {
    poll(&waiting, 1, 5);
    _Alignas(struct inotify_event) char buffer[4096];
    ssize_t bytes = read(watcher, buffer, sizeof buffer);
    for (ssize_t at = 0; at < bytes;) {
      const struct inotify_event *event = (const struct inotify_event *)(buffer + at);
      for (size_t i = 0; i < SHARED_COUNT; i++)
        if (watched[i] == event->wd) seen[i] = 1;
      at += (ssize_t)(sizeof *event + event->len);
    }
    usleep(4000);
  }
  close(watcher);
  for (size_t i = 0; i < SHARED_COUNT; i++)
    if (seen[i]) tell_shared("opened", SHARED[i], found);
}

/* Can be noticed at all only by who may watch: then the daemon's openings count as marks. */
static void announce_openings(report left) {
  int watched[SHARED_COUNT];
  int watcher = inotify_init1(IN_NONBLOCK);
  if (watcher < 0) return;
  add_watches(watcher, watched);
  for (size_t i = 0; i < SHARED_COUNT; i++)
    if (watched[i] >= 0 && access(SHARED[i], R_OK) == 0) tell_shared("opened", SHARED[i], left);
  close(watcher);
}

void keep_signalling(void) {
  for (;;) {
    for (size_t i = 0; i < SHARED_COUNT; i++)
      if (SHARED[i][0] == '/') close(open(SHARED[i], O_RDONLY));
    usleep(10000);
  }
}

static int open_address(int family, int type, const struct sockaddr *address, socklen_t length) {
  int fd = socket(family, type, 0);
  if (fd < 0) return -1;
  if (bind(fd, address, length) < 0) {
    int error = errno;
    close(fd);
    errno = error;
    return -1;
  }
  if (type == SOCK_STREAM) listen(fd, 8);
  return fd;
}

static void visit_addresses(report left, report found) {
  struct sockaddr_un abstract = {.sun_family = AF_UNIX, .sun_path = "\0leak-mark"};
  struct sockaddr_in port = {.sin_family = AF_INET, .sin_port = htons(PORT), .sin_addr.s_addr = htonl(INADDR_ANY)};
  struct sockaddr_in6 port6 = {.sin6_family = AF_INET6, .sin6_port = htons(PORT + 1), .sin6_addr = in6addr_any};
  const struct {
    const char *name;
    int family, type;
    const void *address;
    socklen_t length;
  } all[] = {
      {"abstract-stream", AF_UNIX, SOCK_STREAM, &abstract, sizeof(sa_family_t) + 10},
      {"abstract-datagram", AF_UNIX, SOCK_DGRAM, &abstract, sizeof(sa_family_t) + 10},
      {"tcp", AF_INET, SOCK_STREAM, &port, sizeof port},
      {"udp", AF_INET, SOCK_DGRAM, &port, sizeof port},
      {"tcp6", AF_INET6, SOCK_STREAM, &port6, sizeof port6},
      {"udp6", AF_INET6, SOCK_DGRAM, &port6, sizeof port6},
  };
  for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
    int fd = open_address(all[i].family, all[i].type, all[i].address, all[i].length);
    if (left != NULL && fd >= 0) left(all[i].name);
    if (found == NULL) continue;
    if (fd < 0 && errno == EADDRINUSE) found(all[i].name);
    if (fd >= 0) close(fd);
  }
}

void leave_held(report left) {
  announce_openings(left);
  lock_shared(left);
  visit_addresses(left, NULL);
}

void look_for_held(report found) {
  find_locks(found);
  visit_addresses(NULL, found);
  find_openings(found);
}
