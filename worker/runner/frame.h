#ifndef ENGINE_FRAME_H
#define ENGINE_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Frames from the worker (standard input) and to the worker (standard output), both non-blocking underneath. */

struct frame {
  uint8_t type;
  const uint8_t *payload;
  uint32_t length;
};

void frames_init(void);

/* The next frame that is not DATA, whole. Blocks; the payload is valid until the next call. Ends the runner at EOF. */
struct frame input_frame(void);
/* True when no byte of a further frame has arrived yet. */
bool input_idle(void);
/* Reads what has arrived, without blocking. Ends the runner at EOF. */
void input_read(void);
/* Bytes of DATA in the buffer, at most `wanted`; 0 when more has to be read first. */
size_t input_data(const uint8_t **bytes, uint64_t wanted);
void input_consume(size_t bytes);
/* Reads DATA and forgets it. Blocks until all of it has come. */
void input_drop(uint64_t bytes);
/* Blocks until something arrives. */
void input_wait(void);

void output_frame(uint8_t type, const void *head, size_t head_bytes, const void *body, size_t body_bytes);
void output_string_frame(uint8_t type, const void *head, size_t head_bytes, const char *text);
/* Whether a frame of this size fits without blocking. */
bool output_has_room(size_t payload_bytes);
bool output_pending(void);
/* Writes what the pipe takes now. */
void output_flush(void);
/* Blocks until everything is written. */
void output_drain(void);

void put_u32(uint8_t *at, uint32_t value);
void put_u64(uint8_t *at, uint64_t value);
uint32_t get_u32(const uint8_t *at);
uint64_t get_u64(const uint8_t *at);

#endif
