import { ButtonLink } from "../ui/button.tsx";
import { EmptyState } from "../ui/state.tsx";

/** In place of a page that belongs to somebody. */
export function SignInFirst({ what, next }: { what: string; next: string }) {
  return (
    <main id="main" className="mx-auto w-full max-w-6xl px-4 py-12">
      <EmptyState
        wholePage
        title={`Sign in to see ${what}`}
        actions={
          <>
            <ButtonLink look="primary" href={`/login?next=${encodeURIComponent(next)}`}>
              Sign in
            </ButtonLink>
            <ButtonLink href={`/register?next=${encodeURIComponent(next)}`}>Create an account</ButtonLink>
          </>
        }
      />
    </main>
  );
}
