#ifndef ENGINE_PROTOCOL_H
#define ENGINE_PROTOCOL_H

/* The numbers of docs/runner-protocol.md; worker/sandbox/protocol holds the same ones in TypeScript. */

#define PROTOCOL_VERSION 1
#define FRAME_HEADER_BYTES 5
#define FRAME_PAYLOAD_MAX_BYTES (1u << 20)
#define NO_CORE 0xffffffffu

enum frame_type {
  FRAME_BEGIN = 0x01,
  FRAME_FILE = 0x02,
  FRAME_EXEC = 0x03,
  FRAME_DATA = 0x04,
  FRAME_END = 0x05,
  FRAME_PING = 0x06,

  FRAME_READY = 0x81,
  FRAME_STARTED = 0x82,
  FRAME_STDOUT = 0x83,
  FRAME_STDERR = 0x84,
  FRAME_RESULT = 0x85,
  FRAME_IDLE = 0x86,
  FRAME_FATAL = 0x87,
  FRAME_PONG = 0x88,
};

enum exec_kind { KIND_COMPILE = 0, KIND_RUN = 1 };

enum cause {
  CAUSE_EXITED = 0,
  CAUSE_CPU = 1,
  CAUSE_WALL = 2,
  CAUSE_MEMORY = 3,
  CAUSE_OUTPUT = 4,
  CAUSE_NO_ARTIFACT = 5,
  CAUSE_INTERNAL = 6,
};

#endif
