import type { SystemStatus } from "#contract/system.ts";
import { Card } from "../ui/card.tsx";
import { formatAge, plural } from "../ui/format.ts";
import { LocalTime } from "../ui/local-time.tsx";
import { Light } from "./light.tsx";
import { WorkerStateLabel } from "./worker-state.tsx";

/** One line: whether the engine can judge right now, and if not, what is missing. */
export function ReadyLine({ status: { ready, missing } }: { status: SystemStatus }) {
  return (
    <p className="flex items-center gap-2 font-medium">
      <Light on={ready} />
      {ready ? "Ready to run code" : `Not ready: ${missing.join(", ")}`}
    </p>
  );
}

export function LanguagesCard({ status: { languages } }: { status: SystemStatus }) {
  return (
    <Card title="Languages">
      <ul className="divide-y">
        {languages.map(({ slug, name, ready }) => (
          <li key={slug} className="flex h-11 items-center justify-between gap-3 px-4">
            {name}
            <span className="flex items-center gap-2 text-sm text-muted">
              <Light on={ready} />
              {ready ? "Ready" : "No worker"}
            </span>
          </li>
        ))}
        {languages.length === 0 ? <li className="px-4 py-3 text-muted">No language is installed.</li> : null}
      </ul>
    </Card>
  );
}

export function LanesCard({ status: { lanes } }: { status: SystemStatus }) {
  return (
    <Card title="Queue">
      <ul className="divide-y">
        {lanes.map(({ lane, depth, oldestAgeMs, served }) => (
          <li
            key={lane}
            data-served={served}
            className="flex min-h-11 flex-wrap items-center justify-between gap-x-3 px-4 py-2"
          >
            <span className="flex items-center gap-2">
              <Light on={served} />
              <span className="font-mono text-sm">{lane}</span>
            </span>
            <span className="text-sm text-muted tabular-nums">
              {served ? "" : "no worker serves it · "}
              {depth === 0 ? "empty" : `${depth} waiting`}
              {oldestAgeMs === null ? "" : `, the oldest for ${formatAge(oldestAgeMs)}`}
            </span>
          </li>
        ))}
        {lanes.length === 0 ? <li className="px-4 py-3 text-muted">No lanes yet.</li> : null}
      </ul>
    </Card>
  );
}

export function WorkersCard({ status: { workers } }: { status: SystemStatus }) {
  return (
    <Card title="Workers">
      <ul className="divide-y">
        {workers.map((worker) => (
          <li key={worker.id} className="space-y-1 px-4 py-3">
            <div className="flex flex-wrap justify-between gap-x-4">
              <span className="font-mono text-sm">{worker.id}</span>
              <span className="text-sm">
                <WorkerStateLabel state={worker.state} />
              </span>
            </div>
            <p className="text-sm text-muted tabular-nums">
              {worker.busy} of {plural(worker.slots, "slot")} busy · seen <LocalTime at={worker.seenAt} /> ·{" "}
              {worker.sandboxMode.replaceAll("-", " ")} · lanes {worker.lanes.join(", ")}
            </p>
          </li>
        ))}
        {workers.length === 0 ? (
          <li className="px-4 py-3 text-muted">No worker is running. Submissions wait until one is.</li>
        ) : null}
      </ul>
    </Card>
  );
}
