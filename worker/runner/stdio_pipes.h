#ifndef ENGINE_STDIO_PIPES_H
#define ENGINE_STDIO_PIPES_H

#include "launch.h"

/* The three pipes of one run: `ours` stay with the runner (non-blocking), `theirs` go to the program. */
struct stdio_pipes {
  struct stdio_ends ours;
  struct stdio_ends theirs;
};

int stdio_pipes_open(struct stdio_pipes *pipes);
void stdio_ends_close(struct stdio_ends *ends);

#endif
