#include "util.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "frame.h"
#include "protocol.h"
#include "shared.h"

struct shared *shared;

void shared_create(void) {
  shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) fatal("shared memory: %s", strerror(errno));
}

uint64_t clock_ns(clockid_t clock) {
  struct timespec time = {0};
  clock_gettime(clock, &time);
  return (uint64_t)time.tv_sec * NS_PER_S + (uint64_t)time.tv_nsec;
}

uint64_t now_ns(void) { return clock_ns(CLOCK_MONOTONIC); }

uint64_t own_cpu_ns(void) { return clock_ns(CLOCK_PROCESS_CPUTIME_ID); }

void fault_text(char *fault, const char *format, ...) {
  if (fault[0] != '\0') return;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(fault, FAULT_BYTES, format, arguments);
  va_end(arguments);
}

void fault_errno(char *fault, const char *what) { fault_text(fault, "%s: %s", what, strerror(errno)); }

int write_file(const char *path, const char *text) {
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return -1;
  ssize_t written = write(fd, text, strlen(text));
  int saved_errno = errno;
  close(fd);
  errno = saved_errno;
  return written == (ssize_t)strlen(text) ? 0 : -1;
}

void fatal(const char *format, ...) {
  char message[512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  dprintf(STDERR_FILENO, "runner: %s\n", message);
  output_string_frame(FRAME_FATAL, NULL, 0, message);
  output_drain();
  exit(1);
}
