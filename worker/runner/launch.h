#ifndef ENGINE_LAUNCH_H
#define ENGINE_LAUNCH_H

#include <stdbool.h>
#include <sys/types.h>

struct stdio_ends {
  int stdin_fd;
  int stdout_fd;
  int stderr_fd;
};

/* Finds out what this kernel counts as a process of the run. With cells, a program gets a /proc of its own. */
void launch_init(bool cells);

/*
 * Starts the main process of the run described by shared->request and answers its pid, or -1 with shared->report.fault
 * set. When this returns, the program has been executed or has ended.
 */
pid_t launch_program(const struct stdio_ends *ends);

/* Like waitpid(-1), and adds the child's CPU time and peak memory (its own waited-for children included) to the report. */
pid_t launch_reap(int *wait_status, int options);

#endif
