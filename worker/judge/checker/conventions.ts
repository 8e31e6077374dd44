import type { CustomChecker } from "#contract/submission.ts";
import type { Comparison } from "../compare/comparison.ts";
import { CheckerError } from "./checker-error.ts";
import { toMessage } from "./message.ts";

/** A checker that ended by itself, within its limits. */
type CheckerEnd = { exitCode: number; stdout: Uint8Array; stderr: Uint8Array };

export type Convention = {
  /** For `sh`: `$1` … `$3` are the sizes of input, output and answer, behind them comes the checker's command. */
  script: string;
  /** Given to the checker before its own arguments. */
  args: readonly string[];
  /** Throws `CheckerError` when the checker did not judge. */
  interpret: (end: CheckerEnd) => Comparison;
};

/** No convention gives it a meaning. */
const NOT_PREPARED = 99;
const FEEDBACK_BYTES = 4096;

/**
 * The files come over standard input, one after the other, and are written by the shell inside the cell: nothing
 * outside ever opens a path that a program could write to.
 */
const TAKE_FILES = `head -c "$1" >input && head -c "$2" >output && head -c "$3" >answer || exit ${NOT_PREPARED}
shift 3
`;

/** `checker input output answer`; the verdict is the exit code, the message is on standard error. */
const testlib: Convention = {
  script: `${TAKE_FILES}exec "$@" </dev/null`,
  args: ["/work/input", "/work/output", "/work/answer"],
  interpret({ exitCode, stderr }) {
    const message = toMessage(stderr);
    switch (exitCode) {
      case 0:
        return { ok: true, message };
      case 1:
        if (isTraceback(stderr)) throw new CheckerError("crashed");
        return { ok: false, message };
      case 2:
      case 4:
      case 8:
        return { ok: false, isPresentation: true, message };
      case 3:
        throw new CheckerError("says that it or the answer is wrong (exit code 3)");
      case 7:
        return { ok: isFullScore(message), message };
      default:
        throw new CheckerError(`ended with exit code ${exitCode}, which means nothing to us`);
    }
  },
};

/**
 * `validator input answer feedback_dir < output`. What it leaves for the team comes back on standard output: the
 * beginning of a regular file, no link followed.
 */
const icpc: Convention = {
  script: `${TAKE_FILES}mkdir feedback || exit ${NOT_PREPARED}
"$@" <output >/dev/null
code=$?
message=feedback/teammessage.txt
if [ ! -L feedback ] && [ ! -L $message ] && [ -f $message ]; then head -c ${FEEDBACK_BYTES} $message; fi
exit $code`,
  args: ["/work/input", "/work/answer", "/work/feedback/"],
  interpret({ exitCode, stdout }) {
    if (exitCode !== 42 && exitCode !== 43) {
      throw new CheckerError(`ended with exit code ${exitCode} instead of 42 or 43`);
    }
    return { ok: exitCode === 42, message: toMessage(stdout) };
  },
};

export const CONVENTIONS: Readonly<Record<CustomChecker["convention"], Convention>> = { testlib, icpc };

/** Python ends with 1 after an exception, which is no judgement. */
function isTraceback(stderr: Uint8Array): boolean {
  return Buffer.from(stderr.subarray(0, 100))
    .toString("latin1")
    .startsWith("Traceback (most recent call last)");
}

/** Points are shares of a test until problems have scores: 1 is all of them. Other numbers cannot be understood. */
function isFullScore(message: string): boolean {
  const points = Number(/^(?:points|partially correct)?\s*\(?\s*([\d.]+)/i.exec(message)?.[1]);
  if (Number.isFinite(points) && points >= 0 && points <= 1) return points === 1;
  throw new CheckerError("gave points that are not between 0 and 1");
}
