import type { AdminOverview } from "#contract/admin.ts";
import type { LaneStatus } from "#contract/system.ts";
import { Light } from "../status/light.tsx";
import { Age } from "./age.tsx";
import { DataCell, DataHead, DataRow, DataTable } from "./data-table.tsx";

const COLUMNS = ["Lane", "Waiting", "Claimed", "Oldest", "Served"] as const;

export function LanesTable({ overview }: { overview: AdminOverview }) {
  return (
    <DataTable caption="Lanes of the queue, in order of priority" columns={COLUMNS}>
      {overview.lanes.map((lane) => (
        <Row key={lane.lane} lane={lane} overview={overview} />
      ))}
    </DataTable>
  );
}

function Row({ lane, overview }: { lane: LaneStatus; overview: AdminOverview }) {
  return (
    <DataRow data-lane={lane.lane} className="max-lg:grid-cols-3">
      <DataHead>
        <span className="font-mono">{lane.lane}</span>
      </DataHead>
      <DataCell title="Waiting">{lane.depth}</DataCell>
      <DataCell title="Claimed">{lane.claimed}</DataCell>
      <DataCell title="Oldest">{lane.oldestAgeMs === null ? "–" : <Age ageMs={lane.oldestAgeMs} />}</DataCell>
      <DataCell title="Served" className="max-lg:col-span-full lg:w-1/2">
        <span className="inline-flex items-baseline gap-2">
          <Light on={lane.served} />
          <span>{lane.served ? "Yes" : <Unserved lane={lane} overview={overview} />}</span>
        </span>
      </DataCell>
    </DataRow>
  );
}

function Unserved({ lane: { lane }, overview: { workers } }: { lane: LaneStatus; overview: AdminOverview }) {
  if (workers.some(({ lanes }) => lanes.includes(lane)))
    return "Not now: its workers are there, but none of them is ready";
  // Without any worker the usual one, which serves every usual lane, comes first.
  if (workers.length === 0) return "No worker serves this lane";
  return (
    <>
      No worker serves this lane: start one with{" "}
      <code className="block w-fit rounded bg-sunken px-1 py-0.5 font-mono break-words">
        WORKER_LANES={lane} npm run start:worker
      </code>
    </>
  );
}
