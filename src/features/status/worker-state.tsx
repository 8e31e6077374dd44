import type { WorkerState } from "#contract/system.ts";
import { Light } from "./light.tsx";

const WORDS: Readonly<Record<WorkerState, string>> = {
  starting: "Starting",
  ready: "Ready",
  no_sandbox: "Docker does not answer",
  drained: "Drained",
};

/** What a worker may do, in words; only a ready one claims submissions. */
export function WorkerStateLabel({ state }: { state: WorkerState }) {
  return (
    <span data-worker-state={state} className="inline-flex items-center gap-2">
      <Light on={state === "ready"} />
      {WORDS[state]}
    </span>
  );
}
