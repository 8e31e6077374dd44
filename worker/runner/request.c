#include "request.h"

#include <string.h>

/* Reads a payload front to back; `ok` turns false at the first field that is not there. */
struct reader {
  const uint8_t *at;
  const uint8_t *end;
  bool ok;
};

static struct {
  size_t used;
} arena;

static const uint8_t *take(struct reader *reader, size_t bytes) {
  static const uint8_t zeroes[8];
  if ((size_t)(reader->end - reader->at) < bytes) {
    reader->ok = false;
    reader->at = reader->end;
    return bytes <= sizeof zeroes ? zeroes : NULL;
  }
  const uint8_t *taken = reader->at;
  reader->at += bytes;
  return taken;
}

static uint8_t take_u8(struct reader *reader) { return *take(reader, 1); }

static uint16_t take_u16(struct reader *reader) {
  const uint8_t *bytes = take(reader, 2);
  return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

static uint32_t take_u32(struct reader *reader) { return get_u32(take(reader, 4)); }

static uint64_t take_u64(struct reader *reader) { return get_u64(take(reader, 8)); }

static void *arena_take(size_t bytes) {
  arena.used = (arena.used + 7) & ~(size_t)7;
  if (bytes > sizeof shared->arena - arena.used) return NULL;
  void *taken = shared->arena + arena.used;
  arena.used += bytes;
  return taken;
}

/* A string with a NUL inside cannot be an argument, and a silent cut would run something else than was asked for. */
static char *take_string(struct reader *reader) {
  uint32_t length = take_u32(reader);
  const uint8_t *bytes = take(reader, length);
  char *copy = reader->ok ? arena_take((size_t)length + 1) : NULL;
  if (copy == NULL || memchr(bytes, '\0', length) != NULL) {
    reader->ok = false;
    return NULL;
  }
  memcpy(copy, bytes, length);
  copy[length] = '\0';
  return copy;
}

static char **take_list(struct reader *reader) {
  uint16_t count = take_u16(reader);
  char **list = reader->ok ? arena_take(((size_t)count + 1) * sizeof *list) : NULL;
  if (list == NULL) {
    reader->ok = false;
    return NULL;
  }
  for (uint16_t i = 0; i < count && reader->ok; i++) list[i] = take_string(reader);
  list[count] = NULL;
  return list;
}

bool request_parse_file(const struct frame *frame, struct file_head *head) {
  struct reader reader = {frame->payload, frame->payload + frame->length, true};
  uint32_t length = take_u32(&reader);
  const uint8_t *name = take(&reader, length);
  head->mode = take_u32(&reader);
  head->bytes = take_u64(&reader);
  if (!reader.ok || length >= sizeof head->name || memchr(name, '\0', length) != NULL) return false;
  memcpy(head->name, name, length);
  head->name[length] = '\0';
  return reader.at == reader.end;
}

bool request_parse_exec(const struct frame *frame, struct exec_request *request) {
  struct reader reader = {frame->payload, frame->payload + frame->length, true};
  arena.used = 0;
  request->seq = take_u32(&reader);
  request->kind = take_u8(&reader);
  request->cpu_us = take_u64(&reader);
  request->wall_us = take_u64(&reader);
  request->memory_bytes = take_u64(&reader);
  request->processes = take_u32(&reader);
  request->stack_bytes = take_u64(&reader);
  request->file_bytes = take_u64(&reader);
  request->open_files = take_u32(&reader);
  request->tmp_bytes = take_u64(&reader);
  request->stdout_cap_bytes = take_u64(&reader);
  request->stderr_cap_bytes = take_u64(&reader);
  request->stdin_bytes = take_u64(&reader);
  request->artifact_cap_bytes = take_u64(&reader);
  request->argv = take_list(&reader);
  request->envp = take_list(&reader);
  request->artifact = take_string(&reader);
  return reader.ok && reader.at == reader.end && request->argv[0] != NULL && request->kind <= KIND_RUN;
}
