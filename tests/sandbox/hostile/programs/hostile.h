/* What the programs of this suite share; a submission gets it beside its source. */
#pragma once
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MIB (1024l * 1024)

static int complaints;

#define COMPLAIN(...) (complaints++, printf(__VA_ARGS__), putchar('\n'))

/* The sandbox itself must say no: any other error means that the call got through to the kernel's own checks. */
#define REFUSED(call)                                                                      \
  do {                                                                                     \
    errno = 0;                                                                             \
    long result = (long)(call);                                                            \
    if (result >= 0) COMPLAIN("allowed: %s = %ld", #call, result);                         \
    else if (errno != EPERM && errno != ENOSYS && errno != EACCES)                         \
      COMPLAIN("got through: %s: %s", #call, strerror(errno));                             \
  } while (0)

/* Any error will do. */
#define FAILS(call)                                                                        \
  do {                                                                                     \
    errno = 0;                                                                             \
    long result = (long)(call);                                                            \
    if (result >= 0) COMPLAIN("allowed: %s = %ld", #call, result);                         \
  } while (0)

#define EXPECT(condition)                                                                  \
  do {                                                                                     \
    if (!(condition)) COMPLAIN("not so: %s (%s)", #condition, strerror(errno));            \
  } while (0)

/* OK when there was nothing to complain about. */
static inline int verdict(void) {
  if (complaints == 0) puts("OK");
  fflush(stdout);
  return 0;
}

/* One program may hold several variants; its standard input says which. */
static inline int variant(void) { return getchar(); }

static inline void burn(void) {
  for (volatile unsigned long i = 0;; i++) continue;
}

static inline void touch(size_t bytes) {
  for (size_t done = 0; done < bytes; done += MIB) {
    char *some = malloc(MIB);
    if (some != NULL) memset(some, 1, MIB);
  }
}
