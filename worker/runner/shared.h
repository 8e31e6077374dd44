#ifndef ENGINE_SHARED_H
#define ENGINE_SHARED_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * One page range that the runner shares with the init of the current cell. A cell may be created before its EXEC
 * has arrived, so the request cannot travel with the clone; and the init's findings have to outlive it. The program
 * never sees this memory: its execve drops the mapping.
 */

#define FAULT_BYTES 256
/* Room for one EXEC frame (1 MiB of strings) and the pointers of two lists of 65,535 entries. */
#define ARENA_BYTES (5u << 19)

struct exec_request {
  uint32_t seq;
  uint8_t kind;
  uint64_t cpu_us;
  uint64_t wall_us;
  uint64_t memory_bytes;
  uint32_t processes;
  uint64_t stack_bytes;
  uint64_t file_bytes;
  uint32_t open_files;
  uint64_t tmp_bytes;
  uint64_t stdout_cap_bytes;
  uint64_t stderr_cap_bytes;
  uint64_t stdin_bytes;
  uint64_t artifact_cap_bytes;
  char **argv;
  char **envp;
  const char *artifact;
  uint32_t core;
  /* Nothing was compiled in this job: /artifact shows the source files. */
  bool artifact_is_source;
};

/* What is known about a run by the side that starts and reaps its processes. */
struct run_report {
  /* Set right before execve; 0 means the program never started. */
  volatile uint64_t start_ns;
  /* Set when the main process was reaped; 0 means it still runs. */
  volatile uint64_t end_ns;
  int wait_status;
  /* CPU the launching process used before it became the program. */
  uint64_t prelude_cpu_ns;
  uint64_t reaped_cpu_us;
  uint64_t max_rss_bytes;
  uint64_t tmp_used_bytes;
  uint64_t artifact_bytes;
  /* Why there is no artifact; empty when there is one. */
  char artifact_fault[FAULT_BYTES];
  /* Why the runner's side failed; empty when it did not. */
  char fault[FAULT_BYTES];
};

struct shared {
  struct exec_request request;
  struct run_report report;
  char arena[ARENA_BYTES];
};

extern struct shared *shared;

void shared_create(void);

#endif
