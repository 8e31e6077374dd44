"use client";
import { Card } from "../ui/card.tsx";
import { Ageing } from "./age.tsx";
import { DeadLetters } from "./dead-letters.tsx";
import { LanesTable } from "./lanes-table.tsx";
import { RefreshBar } from "./refresh-bar.tsx";
import { type AdminData, useAdminData } from "./use-admin-data.ts";
import { WorkersTable } from "./workers-table.tsx";

/** What an operator looks at when something waits: who works, what waits where, what was given up. */
export function AdminView({ initial }: { initial: AdminData | null }) {
  const feed = useAdminData(initial);
  const { data } = feed;
  return (
    <Ageing toldAt={data?.overview.serverNow ?? ""}>
      <div className="space-y-5">
        <RefreshBar feed={feed} />
        {data ? (
          <>
            <Card title="Workers">
              <WorkersTable overview={data.overview} />
            </Card>
            <Card title="Queue">
              <LanesTable overview={data.overview} />
            </Card>
            <Card title="Dead letters">
              <DeadLetters list={data.deadLetters} />
            </Card>
          </>
        ) : null}
      </div>
    </Ageing>
  );
}
