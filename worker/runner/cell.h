#ifndef ENGINE_CELL_H
#define ENGINE_CELL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "launch.h"

/* One run's namespaces, from the runner's side. */
struct cell {
  pid_t init_pid;
  /* Readable when the run is over. */
  int control_fd;
  /* The runner's ends of the program's standard streams. */
  struct stdio_ends ends;
};

/* To be called when everything that stays open has been opened. */
void cell_init(void);
/* Creates a cell ahead of its run; does nothing when one is ready. Answers -1 with `fault` set. */
int cell_prepare(char *fault);
/* CPU time of all inits there ever were: what cells cost besides their programs, until the kernel has taken them down. */
uint64_t cell_inits_cpu_ns(void);
/* Whether every process of the run is gone and its report is complete. */
bool cell_is_over(const struct cell *cell);
/* Lets go of a cell that is over; the kernel takes it down while the runner goes on. */
void cell_leave(struct cell *cell);
/* Waits until the kernel has taken down every cell that was left. */
void cell_await_ended(void);
/* Starts the run that shared->request describes in the prepared cell and hands the cell over. */
int cell_start(struct cell *cell, char *fault);

#endif
