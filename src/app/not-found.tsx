import { ButtonLink } from "../features/ui/button.tsx";
import { EmptyState } from "../features/ui/state.tsx";

export default function NotFound() {
  return (
    <main id="main" className="mx-auto w-full max-w-6xl px-4 py-12">
      <EmptyState
        wholePage
        title="There is nothing here"
        actions={
          <>
            <ButtonLink href="/problems">Problems</ButtonLink>
            <ButtonLink href="/submissions">Submissions</ButtonLink>
          </>
        }
      >
        The address may be mistyped, or what it names is not yours to see.
      </EmptyState>
    </main>
  );
}
