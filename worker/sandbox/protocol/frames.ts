/** Numbers both ends of docs/runner-protocol.md agree on. */

/** Compared with the runner's `READY`; raised on every change either end could misread. */
export const PROTOCOL_VERSION = 1;

/** Length (u32) and type (u8) in front of every payload. */
export const FRAME_HEADER_BYTES = 5;

/** Larger payloads are a protocol violation in both directions. */
export const MAX_PAYLOAD_BYTES = 1024 * 1024;

/** `BEGIN` core that means "do not pin". */
export const NO_CORE = 0xffffffff;

/** Worker to runner. */
export const Command = {
  BEGIN: 0x01,
  FILE: 0x02,
  EXEC: 0x03,
  DATA: 0x04,
  END: 0x05,
  PING: 0x06,
} as const;

/** Runner to worker. */
export const Answer = {
  READY: 0x81,
  STARTED: 0x82,
  STDOUT: 0x83,
  STDERR: 0x84,
  RESULT: 0x85,
  IDLE: 0x86,
  FATAL: 0x87,
  PONG: 0x88,
} as const;

export const ExecKindCode = { compile: 0, run: 1 } as const;
