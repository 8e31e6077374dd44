#ifndef ENGINE_UTIL_H
#define ENGINE_UTIL_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#define NS_PER_US 1000ull
#define NS_PER_MS 1000000ull
#define NS_PER_S 1000000000ull

uint64_t clock_ns(clockid_t clock);
uint64_t now_ns(void);
/* User and system time of the calling process. */
uint64_t own_cpu_ns(void);

/* Writes "what: strerror(errno)" into `fault` unless it already holds an earlier one: the first fault explains the rest. */
void fault_errno(char *fault, const char *what);
void fault_text(char *fault, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Writes one small string to an existing file, as procfs wants it: in one write. */
int write_file(const char *path, const char *text);

/* Tells the worker that this container is of no further use, then ends it. */
void fatal(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

#endif
