import type { Metadata } from "next";
import { serverCaller } from "#server/next/caller.ts";
import { LanesCard, LanguagesCard, ReadyLine, WorkersCard } from "../../features/status/system-view.tsx";
import { LocalTime } from "../../features/ui/local-time.tsx";
import { Page } from "../../features/ui/page.tsx";

export const metadata: Metadata = { title: "System status" };

export default async function Status() {
  const caller = await serverCaller();
  const status = await caller.system.status();
  return (
    <Page
      title="System status"
      actions={<ReadyLine status={status} />}
      lead={
        <>
          As of <LocalTime at={status.serverNow} />
        </>
      }
    >
      <div className="grid items-start gap-5 md:grid-cols-2">
        <LanguagesCard status={status} />
        <div className="space-y-5">
          <LanesCard status={status} />
          <WorkersCard status={status} />
        </div>
      </div>
    </Page>
  );
}
