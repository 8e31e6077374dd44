#ifndef ENGINE_USAGE_H
#define ENGINE_USAGE_H

#include <stdbool.h>
#include <stdint.h>

/* What the current run has used: the container's counters minus what was there before and what is the runner's own. */

/* Takes the baseline of the idle container. */
void usage_init(bool cells);
/* To be called before a run is started. */
void usage_begin(void);
/* CPU time of the run's processes so far, as well as it can be known while they live. */
uint64_t usage_cpu_ns(void);
/*
 * How long, at least, the run had work to do while others held every core it could use: how long its most active
 * thread has wanted to run, without the CPU time of the whole run. That thread may have waited for its own siblings,
 * and no run is excused for being in its own way. 0 where the kernel does not tell.
 */
uint64_t usage_kept_waiting_ns(void);
/* CPU time of the whole run, when its report is complete. */
uint64_t usage_final_cpu_us(void);
/* Anonymous and shared memory of the run at this moment. */
uint64_t usage_memory_bytes(void);
/* Processes that the kernel's OOM killer has ended since usage_begin. */
uint32_t usage_oom_kills(void);

#endif
