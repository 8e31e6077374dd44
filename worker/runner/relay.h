#ifndef ENGINE_RELAY_H
#define ENGINE_RELAY_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "launch.h"

/* Moves a run's standard streams: DATA frames into its input, its output into STDOUT and STDERR frames. */

#define RELAY_POLL_FDS 5

struct relay_stream {
  int fd;
  uint8_t frame_type;
  uint64_t cap_bytes;
  uint64_t written_bytes;
  uint8_t *staged;
  uint32_t staged_bytes;
  /* Small reads in a row; many mean that waiting a little saves wake-ups. */
  uint32_t small_reads;
};

struct relay {
  uint32_t seq;
  struct relay_stream out;
  struct relay_stream err;
  int stdin_fd;
  uint64_t stdin_left_bytes;
  /* When staged bytes have to go out; 0 when there are none. */
  uint64_t flush_at_ns;
  /* Until when the output pipes are left alone; 0 when they are read as bytes come. */
  uint64_t rest_until_ns;
};

void relay_open(struct relay *relay, const struct stdio_ends *ends);
/* Fills `fds` (RELAY_POLL_FDS entries) and answers how many are in use. */
int relay_poll_set(const struct relay *relay, struct pollfd *fds);
/* Does what the polled descriptors allow. */
void relay_pump(struct relay *relay, uint64_t now_ns);
/* When relay_pump has to be called although no descriptor is ready; UINT64_MAX for never. */
uint64_t relay_deadline_ns(const struct relay *relay);
/* The program has ended: reads what is left in the pipes, sends everything, closes them, drops the unread input. */
void relay_finish(struct relay *relay);
bool relay_output_exceeded(const struct relay *relay);

#endif
