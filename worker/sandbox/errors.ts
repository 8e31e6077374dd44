import { SandboxError } from "./sandbox.ts";

/**
 * Why isolation failed. Callers treat all of them alike (retry, at last `IE`); the code is for logs, metrics and tests.
 *
 * - `aborted`             the caller's signal fired while it waited
 * - `closed`              the sandbox is shutting down
 * - `container-failed`    the container died, or its stream ended, while it was in use
 * - `destroyed`           the session was destroyed on purpose (cancel, shutdown)
 * - `docker`              Docker refused or is not there: nothing has happened
 * - `docker-lost`         the connection to Docker broke, or time ran out, in the middle of a call: it may have happened
 * - `image-missing`       a runtime image is not built on this host
 * - `protocol`            bytes from the runner do not follow docs/runner-protocol.md
 * - `request-too-large`   one run's arguments do not fit in a frame
 * - `session-misuse`      a session was used out of order or after its end
 * - `start-timeout`       a container did not become ready in time
 * - `unknown-language`    no such runtime
 * - `wait-timeout`        no container became free in time
 * - `watchdog`            a run did not answer within its wall limit and grace
 */
export type SandboxErrorCode =
  | "aborted"
  | "closed"
  | "container-failed"
  | "destroyed"
  | "docker"
  | "docker-lost"
  | "image-missing"
  | "protocol"
  | "request-too-large"
  | "session-misuse"
  | "start-timeout"
  | "unknown-language"
  | "wait-timeout"
  | "watchdog";

/** The one error this implementation throws: a `SandboxError` with a stable code. */
export class CodedSandboxError extends SandboxError {
  readonly code: SandboxErrorCode;

  constructor(code: SandboxErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The message of anything that was thrown. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** `error` itself when it is coded already, else wrapped under `code` with its message kept. */
export function toSandboxError(error: unknown, code: SandboxErrorCode): CodedSandboxError {
  return error instanceof CodedSandboxError
    ? error
    : new CodedSandboxError(code, errorMessage(error), { cause: error });
}
