#define _GNU_SOURCE
#include "stdio_pipes.h"

#include <fcntl.h>
#include <unistd.h>

static int open_pipe(int *read_end, int *write_end) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0) return -1;
  *read_end = ends[0];
  *write_end = ends[1];
  return 0;
}

int stdio_pipes_open(struct stdio_pipes *pipes) {
  *pipes = (struct stdio_pipes){{-1, -1, -1}, {-1, -1, -1}};
  if (open_pipe(&pipes->theirs.stdin_fd, &pipes->ours.stdin_fd) < 0 ||
      open_pipe(&pipes->ours.stdout_fd, &pipes->theirs.stdout_fd) < 0 ||
      open_pipe(&pipes->ours.stderr_fd, &pipes->theirs.stderr_fd) < 0) {
    stdio_ends_close(&pipes->ours);
    stdio_ends_close(&pipes->theirs);
    return -1;
  }
  /* Each end is an open file description of its own: this does not reach the program, nor can it undo it. */
  fcntl(pipes->ours.stdin_fd, F_SETFL, O_WRONLY | O_NONBLOCK);
  fcntl(pipes->ours.stdout_fd, F_SETFL, O_RDONLY | O_NONBLOCK);
  fcntl(pipes->ours.stderr_fd, F_SETFL, O_RDONLY | O_NONBLOCK);
  return 0;
}

static void close_end(int *fd) {
  if (*fd >= 0) close(*fd);
  *fd = -1;
}

void stdio_ends_close(struct stdio_ends *ends) {
  close_end(&ends->stdin_fd);
  close_end(&ends->stdout_fd);
  close_end(&ends->stderr_fd);
}
