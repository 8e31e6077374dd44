import { serverCaller } from "#server/next/caller.ts";
import { ProblemTable } from "../features/problem/problem-table.tsx";
import { LanguagesCard, ReadyLine } from "../features/status/system-view.tsx";
import { ButtonLink } from "../features/ui/button.tsx";
import { AppLink } from "../features/ui/app-link.tsx";

export default async function Home() {
  const caller = await serverCaller();
  const [problems, status] = await Promise.all([caller.problem.list(), caller.system.status()]);
  return (
    <main id="main" className="mx-auto w-full max-w-6xl px-4 pb-16 sm:px-6">
      <div className="grid items-center gap-x-16 gap-y-10 py-12 sm:py-16 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div>
          <h1 className="text-4xl font-semibold tracking-tight text-balance sm:text-5xl">
            Write code. Watch it judged.
          </h1>
          <p className="mt-4 max-w-xl text-lg text-pretty text-muted">
            An engine for online judges: it compiles your program once, runs every test in an isolated
            container under exact time and memory limits, and shows each step as it happens.
          </p>
          <div className="mt-7 flex flex-wrap gap-3">
            <ButtonLink href="/play" look="primary">
              Open the playground
            </ButtonLink>
            <ButtonLink href="/problems">Solve a problem</ButtonLink>
          </div>
        </div>
        <div>
          <LanguagesCard status={status} />
          <div className="mt-3 flex items-center justify-between gap-3 text-sm">
            <ReadyLine status={status} />
            <AppLink href="/status" className="text-accent underline underline-offset-2">
              System status
            </AppLink>
          </div>
        </div>
      </div>
      <h2 className="mb-3 text-lg font-semibold">Problems</h2>
      <ProblemTable problems={problems} />
    </main>
  );
}
