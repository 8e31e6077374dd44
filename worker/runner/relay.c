#include "relay.h"

#include <errno.h>
#include <unistd.h>

#include "frame.h"
#include "protocol.h"
#include "shared.h"
#include "util.h"

/*
 * Output is read in large pieces and leaves in few frames: a frame goes out when FLUSH_BYTES are staged, when
 * FLUSH_NS have passed since the first staged byte, or when the program has ended. A program that writes a byte at a
 * time would still wake the runner for each; after a few small reads in a row the pipes are left alone for REST_NS,
 * and the kernel collects the bytes meanwhile. No rest delays the end of a program, which is noticed by other means.
 */
#define STAGE_BYTES (64u << 10)
#define FLUSH_BYTES (16u << 10)
#define FLUSH_NS (5 * NS_PER_MS)
#define REST_NS (1 * NS_PER_MS)
#define SMALL_READ_BYTES 4096
#define SMALL_READS_BEFORE_REST 4
/* Upper bound of work in one go, so that a flood cannot keep the runner from looking at the clock. */
#define READS_PER_PUMP 4

static uint8_t stage_out[STAGE_BYTES];
static uint8_t stage_err[STAGE_BYTES];

void relay_open(struct relay *relay, const struct stdio_ends *ends) {
  const struct exec_request *request = &shared->request;
  *relay = (struct relay){
      .seq = request->seq,
      .out = {.fd = ends->stdout_fd, .frame_type = FRAME_STDOUT, .cap_bytes = request->stdout_cap_bytes, .staged = stage_out},
      .err = {.fd = ends->stderr_fd, .frame_type = FRAME_STDERR, .cap_bytes = request->stderr_cap_bytes, .staged = stage_err},
      .stdin_fd = ends->stdin_fd,
      .stdin_left_bytes = request->stdin_bytes,
  };
}

static void close_stream(int *fd) {
  if (*fd >= 0) close(*fd);
  *fd = -1;
}

static void send_staged(struct relay *relay, struct relay_stream *stream) {
  if (stream->staged_bytes == 0) return;
  uint8_t seq[4];
  put_u32(seq, relay->seq);
  output_frame(stream->frame_type, seq, sizeof seq, stream->staged, stream->staged_bytes);
  stream->staged_bytes = 0;
}

/* Counts `bytes` new ones at the end of the staged ones; what lies beyond the cap is counted and forgotten. */
static void stage(struct relay *relay, struct relay_stream *stream, uint32_t bytes, uint64_t now) {
  uint64_t room = stream->cap_bytes > stream->written_bytes ? stream->cap_bytes - stream->written_bytes : 0;
  stream->written_bytes += bytes;
  stream->staged_bytes += bytes < room ? bytes : (uint32_t)room;
  if (stream->staged_bytes >= FLUSH_BYTES) send_staged(relay, stream);
  if (stream->staged_bytes > 0 && relay->flush_at_ns == 0) relay->flush_at_ns = now + FLUSH_NS;
}

/* Reads once; answers how many bytes came, 0 when there are none now or ever. */
static uint32_t read_once(struct relay *relay, struct relay_stream *stream, uint64_t now) {
  if (stream->fd < 0) return 0;
  ssize_t bytes = read(stream->fd, stream->staged + stream->staged_bytes, STAGE_BYTES - stream->staged_bytes);
  if (bytes > 0) {
    stage(relay, stream, (uint32_t)bytes, now);
    return (uint32_t)bytes;
  }
  if (bytes == 0 || (errno != EAGAIN && errno != EINTR)) close_stream(&stream->fd);
  return 0;
}

static void read_some(struct relay *relay, struct relay_stream *stream, uint64_t now) {
  for (int reads = 0; reads < READS_PER_PUMP && output_has_room(STAGE_BYTES); reads++) {
    uint32_t bytes = read_once(relay, stream, now);
    if (bytes == 0) return;
    stream->small_reads = bytes < SMALL_READ_BYTES ? stream->small_reads + 1 : 0;
    if (bytes < SMALL_READ_BYTES) return;
  }
}

static void close_stdin_when_fed(struct relay *relay) {
  if (relay->stdin_left_bytes == 0) close_stream(&relay->stdin_fd);
}

/* Gives the program as much input as its pipe takes. Reads a further frame only when the last one is used up. */
static void feed(struct relay *relay) {
  while (relay->stdin_fd >= 0 && relay->stdin_left_bytes > 0) {
    const uint8_t *bytes;
    size_t available = input_data(&bytes, relay->stdin_left_bytes);
    if (available == 0) input_read();
    if (available == 0) available = input_data(&bytes, relay->stdin_left_bytes);
    if (available == 0) return;
    ssize_t written = write(relay->stdin_fd, bytes, available);
    if (written < 0 && errno == EAGAIN) return;
    /* EPIPE: the program has closed its input, which is its right. The rest is dropped at the end of the run. */
    if (written < 0 && errno != EINTR) return close_stream(&relay->stdin_fd);
    if (written < 0) continue;
    input_consume((size_t)written);
    relay->stdin_left_bytes -= (uint64_t)written;
  }
  close_stdin_when_fed(relay);
}

int relay_poll_set(const struct relay *relay, struct pollfd *fds) {
  int count = 0;
  bool reads = relay->rest_until_ns == 0 && output_has_room(STAGE_BYTES);
  if (reads && relay->out.fd >= 0) fds[count++] = (struct pollfd){.fd = relay->out.fd, .events = POLLIN};
  if (reads && relay->err.fd >= 0) fds[count++] = (struct pollfd){.fd = relay->err.fd, .events = POLLIN};
  if (output_pending()) fds[count++] = (struct pollfd){.fd = STDOUT_FILENO, .events = POLLOUT};
  const uint8_t *bytes;
  bool feeding = relay->stdin_fd >= 0 && relay->stdin_left_bytes > 0;
  bool has_data = feeding && input_data(&bytes, relay->stdin_left_bytes) > 0;
  if (has_data) fds[count++] = (struct pollfd){.fd = relay->stdin_fd, .events = POLLOUT};
  /* Without events it still reports the worker's hang-up, which must end a run that nobody waits for any more. */
  fds[count++] = (struct pollfd){.fd = STDIN_FILENO, .events = feeding && !has_data ? POLLIN : 0};
  return count;
}

static void send_when_due(struct relay *relay, uint64_t now) {
  if (relay->flush_at_ns == 0 || now < relay->flush_at_ns) return;
  send_staged(relay, &relay->out);
  send_staged(relay, &relay->err);
  relay->flush_at_ns = 0;
}

void relay_pump(struct relay *relay, uint64_t now) {
  if (now >= relay->rest_until_ns) {
    relay->rest_until_ns = 0;
    read_some(relay, &relay->out, now);
    read_some(relay, &relay->err, now);
  }
  if (relay->out.small_reads + relay->err.small_reads > SMALL_READS_BEFORE_REST) {
    relay->out.small_reads = relay->err.small_reads = 0;
    relay->rest_until_ns = now + REST_NS;
  }
  send_when_due(relay, now);
  feed(relay);
  output_flush();
}

uint64_t relay_deadline_ns(const struct relay *relay) {
  uint64_t flush = relay->flush_at_ns != 0 ? relay->flush_at_ns : UINT64_MAX;
  uint64_t rest = relay->rest_until_ns != 0 ? relay->rest_until_ns : UINT64_MAX;
  return flush < rest ? flush : rest;
}

void relay_finish(struct relay *relay) {
  while (read_once(relay, &relay->out, 0) > 0) continue;
  while (read_once(relay, &relay->err, 0) > 0) continue;
  send_staged(relay, &relay->out);
  send_staged(relay, &relay->err);
  close_stream(&relay->out.fd);
  close_stream(&relay->err.fd);
  close_stream(&relay->stdin_fd);
  input_drop(relay->stdin_left_bytes);
}

bool relay_output_exceeded(const struct relay *relay) {
  /* Compilers write their complaints on standard error. */
  uint64_t also_bytes = shared->request.kind == KIND_COMPILE ? relay->err.written_bytes : 0;
  return relay->out.written_bytes + also_bytes > relay->out.cap_bytes;
}
