#ifndef ENGINE_RUN_H
#define ENGINE_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "launch.h"

/* What is told to the worker about one run, next to what shared->report holds. */
struct run_outcome {
  uint8_t cause;
  int32_t exit_code;
  int32_t signal_number;
  uint64_t cpu_us;
  uint64_t wall_us;
  uint64_t peak_memory_bytes;
  uint32_t oom_kills;
  uint64_t stdout_bytes;
  uint64_t stderr_bytes;
  bool stderr_truncated;
  /* The run left something behind that this container cannot be trusted with any more. */
  bool container_spoiled;
};

/* Blocks SIGCHLD outside of run_supervise's waits and takes the baselines that every run is measured against. */
void run_init(bool cells);
/* Runs what shared->request describes; its streams flow meanwhile. */
void run_execute(struct run_outcome *outcome);

#endif
