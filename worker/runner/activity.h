#ifndef ENGINE_ACTIVITY_H
#define ENGINE_ACTIVITY_H

#include <stdint.h>

/*
 * The longest that any living thread of the container has wanted to run: the time it did, and the time it waited for a
 * core. 0 where the kernel does not keep that account. Costs a look at every thread.
 */
uint64_t activity_longest_ns(void);

#endif
