import type { AdminOverview, AdminWorker } from "#contract/admin.ts";
import { WorkerStateLabel } from "../status/worker-state.tsx";
import { classNames } from "../ui/class-names.ts";
import { plural } from "../ui/format.ts";
import { EmptyState } from "../ui/state.tsx";
import { Age } from "./age.tsx";
import { ACTIONS, DataCell, DataHead, DataRow, DataTable } from "./data-table.tsx";
import { DrainButton } from "./drain-button.tsx";
import { SubmissionLink } from "./submission-link.tsx";
import { hasSettled } from "./use-admin-data.ts";

const COLUMNS = ["Worker", "State", "Runs now", "Heartbeat", "Serves", "Containers", ACTIONS] as const;
/** Workers report every two seconds: one that missed this many may be gone. */
const SILENT_AFTER_MS = 5_000;

export function WorkersTable({ overview: { workers, serverNow } }: { overview: AdminOverview }) {
  if (workers.length === 0) {
    return (
      <EmptyState title="No workers">
        Submissions wait until there is one. Start one with{" "}
        <code className="rounded bg-sunken px-1 py-0.5 font-mono text-sm">npm run start:worker</code>
      </EmptyState>
    );
  }
  return (
    <DataTable caption="Workers that were heard of lately" columns={COLUMNS}>
      {workers.map((worker) => (
        <Row key={worker.id} worker={worker} upMs={Date.parse(serverNow) - Date.parse(worker.startedAt)} />
      ))}
    </DataTable>
  );
}

function Row({ worker, upMs }: { worker: AdminWorker; upMs: number }) {
  const silent = worker.heartbeatAgeMs > SILENT_AFTER_MS;
  return (
    <DataRow data-worker={worker.id}>
      <DataHead>
        <span className="font-mono break-all">{worker.id}</span>
        <span className="block text-muted">
          v{worker.version} · up <Age ageMs={upMs} />
        </span>
      </DataHead>
      <DataCell title="State" className="lg:min-w-44">
        <WorkerStateLabel state={worker.state} />
        <span aria-live="polite" className="block text-muted">
          {describeEffect(worker)}
        </span>
      </DataCell>
      <DataCell title="Runs now">
        <span className="whitespace-nowrap">
          {worker.busy} of {plural(worker.slots, "slot")}
        </span>
        {worker.running.map((id) => (
          <span key={id} className="block">
            <SubmissionLink id={id} />
          </span>
        ))}
      </DataCell>
      <DataCell title="Heartbeat" className={classNames(silent && "text-bad")}>
        <Age ageMs={worker.heartbeatAgeMs} /> ago
        {silent ? <span className="block">Silent: what it runs is taken over if it stays away</span> : null}
      </DataCell>
      <DataCell title="Serves">
        <Names names={worker.lanes} />
        <span className="block text-muted" title={describeVersions(worker)}>
          <Names names={Object.keys(worker.languages)} />
        </span>
      </DataCell>
      <DataCell title="Containers">
        <span title={worker.sandboxReason}>{worker.sandboxMode.replaceAll("-", " ")}</span>
        <span className="block text-muted">{describeWarm(worker)}</span>
        {worker.sandboxMode === "cells" ? null : (
          <span className="block text-warn">{worker.sandboxReason}</span>
        )}
      </DataCell>
      <DataCell title={ACTIONS} className="self-end text-right lg:py-2">
        <DrainButton worker={worker} />
      </DataCell>
    </DataRow>
  );
}

function Names({ names }: { names: readonly string[] }) {
  return names.length === 0 ? "–" : names.join(", ");
}

/** What draining or resuming has led to so far. */
function describeEffect(worker: AdminWorker): string {
  const { state, busy, drainAsked } = worker;
  if (!hasSettled(worker)) return drainAsked ? "Asked to claim nothing more" : "Asked to claim again";
  if (state === "starting") return drainAsked ? "Will claim nothing" : "Prepares its containers";
  if (state === "no_sandbox") return "Claims nothing until it does";
  if (state === "ready") return "Claims submissions";
  return busy === 0
    ? "Claims nothing, may be stopped"
    : `Claims nothing, finishes ${plural(busy, "submission")}`;
}

function describeWarm({ warm }: AdminWorker): string {
  const total = Object.values(warm).reduce((sum, count) => sum + count, 0);
  const each = Object.entries(warm).map(([language, count]) => `${language} ${count}`);
  return total === 0 ? "none warm" : `${total} warm: ${each.join(", ")}`;
}

function describeVersions({ languages }: AdminWorker): string {
  return Object.entries(languages)
    .map(([language, version]) => `${language}: ${version}`)
    .join("\n");
}
