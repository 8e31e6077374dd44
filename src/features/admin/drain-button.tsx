"use client";
import type { AdminWorker } from "#contract/admin.ts";
import { trpc } from "../../trpc/client.tsx";
import { describeError } from "../submission/app-error.ts";
import { Button } from "../ui/button.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { hasSettled } from "./use-admin-data.ts";

/** Stays down until the worker itself says that it has obeyed. */
export function DrainButton({ worker }: { worker: AdminWorker }) {
  const utils = trpc.useUtils();
  const options = { onSettled: () => utils.admin.overview.invalidate() };
  const drain = trpc.admin.drainWorker.useMutation(options);
  const resume = trpc.admin.resumeWorker.useMutation(options);
  const { mutate, error } = worker.drainAsked ? resume : drain;
  const isPending = drain.isPending || resume.isPending || !hasSettled(worker);
  const verb = worker.drainAsked ? "Resume" : "Drain";
  return (
    <>
      <Button
        size="small"
        className="min-w-24"
        aria-label={`${verb} ${worker.id}`}
        disabled={isPending}
        onClick={() => mutate({ workerId: worker.id })}
      >
        {isPending ? <Spinner className="size-3.5" /> : null}
        {verb}
      </Button>
      {error ? (
        <span role="alert" className="mt-1 block text-bad">
          {describeError(error).message}
        </span>
      ) : null}
    </>
  );
}
