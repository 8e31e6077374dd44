#ifndef ENGINE_CELL_H
#define ENGINE_CELL_H

#include <sys/types.h>

#include "launch.h"

/* One run's namespaces, from the runner's side. */
struct cell {
  pid_t init_pid;
  /* The runner's ends of the program's standard streams. */
  struct stdio_ends ends;
};

/* Creates a cell ahead of its run; does nothing when one is ready. Answers -1 with `fault` set. */
int cell_prepare(char *fault);
/* Starts the run that shared->request describes in the prepared cell and hands the cell over. */
int cell_start(struct cell *cell, char *fault);

#endif
