#ifndef ENGINE_PLAIN_H
#define ENGINE_PLAIN_H

#include <stdbool.h>

#include "launch.h"

/* Runs without a cell, for hosts that forbid namespaces (gVisor among them): the runner itself is the reaper. */

void plain_init(void);
/* Clean directories, the run's files in place, the program started. Answers -1 with shared->report.fault set. */
int plain_start(struct stdio_ends *ours);
void plain_kill(void);
/* To be called after SIGCHLD; true when nothing of the run is alive any more. */
bool plain_reap(void);
/* Forgets the job's files. */
void plain_end_job(void);

#endif
