#ifndef ENGINE_REQUEST_H
#define ENGINE_REQUEST_H

#include <stdbool.h>

#include "frame.h"
#include "protocol.h"
#include "shared.h"

/* Decoding of the two frames that are more than a number. Both answer false for a malformed payload. */

struct file_head {
  char name[1024];
  uint32_t mode;
  uint64_t bytes;
};

bool request_parse_file(const struct frame *frame, struct file_head *head);
/* Strings go to shared->arena: the frame is gone by the time the program starts, and another process reads them. */
bool request_parse_exec(const struct frame *frame, struct exec_request *request);

#endif
