#include "frame.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "protocol.h"
#include "util.h"

/*
 * The input buffer holds at least one whole frame of the largest kind, so that every frame but DATA can be handed
 * out as one piece. DATA is handed out as it arrives: a test's input never has to fit into memory. Both buffers are
 * bss: pages that are never touched cost nothing.
 */
#define INPUT_BYTES (FRAME_PAYLOAD_MAX_BYTES + (64u << 10))
#define OUTPUT_BYTES (512u << 10)

static struct {
  uint8_t buffer[INPUT_BYTES];
  size_t head;
  size_t tail;
  /* What is left of the DATA frame that `head` stands in. */
  size_t data_left;
  /* Size of the frame handed out last; dropped when the next one is asked for. */
  size_t handed_out;
} input;

static struct {
  uint8_t buffer[OUTPUT_BYTES];
  size_t head;
  size_t tail;
} output;

void put_u32(uint8_t *at, uint32_t value) {
  for (int i = 3; i >= 0; i--, value >>= 8) at[i] = (uint8_t)value;
}

void put_u64(uint8_t *at, uint64_t value) {
  put_u32(at, (uint32_t)(value >> 32));
  put_u32(at + 4, (uint32_t)value);
}

uint32_t get_u32(const uint8_t *at) {
  return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

uint64_t get_u64(const uint8_t *at) { return (uint64_t)get_u32(at) << 32 | get_u32(at + 4); }

void frames_init(void) {
  /* The runner's ends are open file descriptions of their own; the worker's ends stay as they are. */
  fcntl(STDIN_FILENO, F_SETFL, fcntl(STDIN_FILENO, F_GETFL) | O_NONBLOCK);
  fcntl(STDOUT_FILENO, F_SETFL, fcntl(STDOUT_FILENO, F_GETFL) | O_NONBLOCK);
}

static size_t input_available(void) { return input.tail - input.head; }

void input_read(void) {
  if (input.head == input.tail) input.head = input.tail = 0;
  if (input.tail == INPUT_BYTES) {
    memmove(input.buffer, input.buffer + input.head, input_available());
    input.tail -= input.head;
    input.head = 0;
  }
  if (input.tail == INPUT_BYTES) return;
  ssize_t bytes = read(STDIN_FILENO, input.buffer + input.tail, INPUT_BYTES - input.tail);
  if (bytes > 0) input.tail += (size_t)bytes;
  /* Nobody is left to work for. Ending PID 1 ends every process of the container. */
  if (bytes == 0) exit(0);
  if (bytes < 0 && errno != EAGAIN && errno != EINTR) exit(1);
}

static void wait_for(int fd, short events) {
  struct pollfd poll_fd = {.fd = fd, .events = events};
  poll(&poll_fd, 1, -1);
}

void input_wait(void) {
  wait_for(STDIN_FILENO, POLLIN);
  input_read();
}

/* Drops the frame handed out last and reports whether the header of the next one is there. */
static bool header_arrived(void) {
  input.head += input.handed_out;
  input.handed_out = 0;
  return input_available() >= FRAME_HEADER_BYTES;
}

static uint32_t header_length(void) {
  uint32_t length = get_u32(input.buffer + input.head);
  if (length > FRAME_PAYLOAD_MAX_BYTES) fatal("a frame of %u bytes", length);
  return length;
}

bool input_idle(void) {
  if (input_available() > input.handed_out) return false;
  struct pollfd poll_fd = {.fd = STDIN_FILENO, .events = POLLIN};
  return poll(&poll_fd, 1, 0) == 0;
}

struct frame input_frame(void) {
  while (!header_arrived()) input_wait();
  size_t frame_bytes = FRAME_HEADER_BYTES + header_length();
  while (input_available() < frame_bytes) input_wait();
  const uint8_t *frame = input.buffer + input.head;
  input.handed_out = frame_bytes;
  return (struct frame){
      .type = frame[4], .payload = frame + FRAME_HEADER_BYTES, .length = (uint32_t)(frame_bytes - FRAME_HEADER_BYTES)};
}

size_t input_data(const uint8_t **bytes, uint64_t wanted) {
  while (input.data_left == 0) {
    if (!header_arrived()) return 0;
    if (input.buffer[input.head + 4] != FRAME_DATA) fatal("DATA expected, got frame 0x%02x", input.buffer[input.head + 4]);
    input.data_left = header_length();
    input.head += FRAME_HEADER_BYTES;
    if (input.data_left > wanted) fatal("more DATA than announced");
  }
  *bytes = input.buffer + input.head;
  return input.data_left < input_available() ? input.data_left : input_available();
}

void input_consume(size_t bytes) {
  input.head += bytes;
  input.data_left -= bytes;
}

void input_drop(uint64_t bytes) {
  while (bytes > 0) {
    const uint8_t *dropped;
    size_t available = input_data(&dropped, bytes);
    if (available == 0) input_wait();
    input_consume(available);
    bytes -= available;
  }
}

bool output_has_room(size_t payload_bytes) {
  return OUTPUT_BYTES - (output.tail - output.head) >= payload_bytes + FRAME_HEADER_BYTES;
}

bool output_pending(void) { return output.head < output.tail; }

void output_flush(void) {
  while (output_pending()) {
    ssize_t bytes = write(STDOUT_FILENO, output.buffer + output.head, output.tail - output.head);
    if (bytes > 0) output.head += (size_t)bytes;
    if (bytes < 0 && errno == EAGAIN) return;
    if (bytes < 0 && errno != EINTR) exit(1);
  }
  output.head = output.tail = 0;
}

void output_drain(void) {
  output_flush();
  while (output_pending()) {
    wait_for(STDOUT_FILENO, POLLOUT);
    output_flush();
  }
}

static void output_append(const void *bytes, size_t count) {
  if (count == 0) return;
  memcpy(output.buffer + output.tail, bytes, count);
  output.tail += count;
}

void output_frame(uint8_t type, const void *head, size_t head_bytes, const void *body, size_t body_bytes) {
  size_t payload_bytes = head_bytes + body_bytes;
  if (!output_has_room(payload_bytes)) output_drain();
  if (OUTPUT_BYTES - output.tail < payload_bytes + FRAME_HEADER_BYTES) {
    memmove(output.buffer, output.buffer + output.head, output.tail - output.head);
    output.tail -= output.head;
    output.head = 0;
  }
  uint8_t header[FRAME_HEADER_BYTES];
  put_u32(header, (uint32_t)payload_bytes);
  header[4] = type;
  output_append(header, sizeof header);
  output_append(head, head_bytes);
  output_append(body, body_bytes);
}

void output_string_frame(uint8_t type, const void *head, size_t head_bytes, const char *text) {
  uint8_t whole_head[128];
  memcpy(whole_head, head_bytes > 0 ? head : "", head_bytes);
  put_u32(whole_head + head_bytes, (uint32_t)strlen(text));
  output_frame(type, whole_head, head_bytes + 4, text, strlen(text));
}
