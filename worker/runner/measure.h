#ifndef ENGINE_MEASURE_H
#define ENGINE_MEASURE_H

#include <stdbool.h>
#include <stdint.h>

/* What the container's own cgroup says, v1 or v2; every reader answers 0 where its file does not exist. */

void measure_open(void);
bool measure_has_cpu(void);
bool measure_has_oom(void);
/* CPU time of the whole container. */
uint64_t measure_cpu_ns(void);
/* How many processes the kernel's OOM killer has ended. */
uint64_t measure_oom_kills(void);
/* Anonymous and shared memory (tmpfs, shm, memfd), without page cache. */
uint64_t measure_memory_bytes(void);
/* Page faults that had to read from disk. */
uint64_t measure_major_faults(void);

/* Slow and coarse (clock ticks): CPU time of every process that is alive or was waited for, without this one's own. */
uint64_t measure_proc_cpu_ns(void);

#endif
