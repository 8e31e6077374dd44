import type { ReactNode } from "react";
import { ButtonLink } from "../ui/button.tsx";
import { ErrorState } from "../ui/state.tsx";

/** Instead of an editor where there is nothing to run code with. A statement can still be read. */
export function NoLanguages({ children }: { children?: ReactNode }) {
  return (
    <main id="main" className="mx-auto w-full max-w-4xl py-4">
      {children}
      <ErrorState
        title="No language is installed"
        actions={<ButtonLink href="/status">System status</ButtonLink>}
      >
        Code can be run here as soon as the engine has at least one runtime.
      </ErrorState>
    </main>
  );
}
