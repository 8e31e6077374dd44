"use client";
import { Button } from "../features/ui/button.tsx";
import { ErrorState } from "../features/ui/state.tsx";

export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <main id="main" className="mx-auto w-full max-w-6xl px-4 py-12">
      <ErrorState
        wholePage
        title="This page could not be shown"
        actions={
          <Button look="primary" onClick={reset}>
            Try again
          </Button>
        }
      >
        Something went wrong on our side. What you wrote is kept on this device.
        {error.digest ? <p className="mt-2 font-mono text-sm">Reference {error.digest}</p> : null}
      </ErrorState>
    </main>
  );
}
