import type { OutOfMemory } from "#platform/runtimes/runtime-schema.ts";
import type { ExecOutcome } from "../sandbox/sandbox.ts";

/** Watches a run for its language's own out-of-memory error. */
export type OutOfMemoryWatch = {
  /** A piece of standard error. */
  write: (chunk: Uint8Array) => void;
  /** Whether the run failed with that error while it stood at its limit. */
  explains: (outcome: ExecOutcome) => boolean;
};

/**
 * Runtimes with a heap of their own refuse what does not fit before the kernel has to kill anything. Their words alone
 * prove nothing, for a program can print them, and they come for a single absurd request, too: so memory must have
 * been used as far as that runtime can use it.
 */
export function watchForOutOfMemory(sign: OutOfMemory, memoryBytes: number): OutOfMemoryWatch {
  const overlap = Math.max(...sign.stderr.map((words) => words.length)) - 1;
  let end = "";
  let seen = false;
  return {
    write(chunk) {
      if (seen) return;
      const text = end + Buffer.from(chunk).toString("latin1");
      seen = sign.stderr.some((words) => text.includes(words));
      end = text.slice(-overlap);
    },
    explains: ({ peakMemoryBytes }) => seen && peakMemoryBytes >= memoryBytes * sign.memoryShare,
  };
}
