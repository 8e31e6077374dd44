"use client";
import { trpc } from "../../trpc/client.tsx";
import { Button } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { describeError } from "./app-error.ts";

export function CancelButton({ id }: { id: string }) {
  const cancel = trpc.submission.cancel.useMutation();
  // Accepted is not yet done: the button stays down until the verdict takes it away.
  const asked = cancel.isPending || cancel.isSuccess;
  return (
    <span className="inline-flex items-center gap-2">
      {cancel.error ? (
        <span role="alert" className="text-sm text-bad">
          {describeError(cancel.error).message}
        </span>
      ) : null}
      <Button look="danger" size="small" disabled={asked} onClick={() => cancel.mutate({ id })}>
        {asked ? <Spinner className="size-3.5" /> : <Icon name="stop" className="size-3.5" />}
        Cancel submission
      </Button>
    </span>
  );
}
