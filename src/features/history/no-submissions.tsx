import { ButtonLink } from "../ui/button.tsx";
import { EmptyState } from "../ui/state.tsx";

export function NoSubmissions({ filtered }: { filtered: boolean }) {
  return (
    <div className="rounded-xl border bg-surface">
      {filtered ? (
        <EmptyState
          title="Nothing matches"
          actions={<ButtonLink href="/submissions">Clear filters</ButtonLink>}
        >
          None of your submissions fits these filters.
        </EmptyState>
      ) : (
        <EmptyState
          title="None yet"
          actions={
            <>
              <ButtonLink look="primary" href="/problems">
                Pick a problem
              </ButtonLink>
              <ButtonLink href="/play">Open the playground</ButtonLink>
            </>
          }
        >
          Whatever you run or submit is kept here with its verdict.
        </EmptyState>
      )}
    </div>
  );
}
