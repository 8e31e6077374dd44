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
  const isDraining = drain.isPending || (worker.drainAsked && !hasSettled(worker));
  const isResuming = resume.isPending || (!worker.drainAsked && !hasSettled(worker));
  const isPending = isDraining || isResuming;
  const usual = worker.drainAsked ? "Resume" : "Drain";
  const label = isDraining ? "Draining" : isResuming ? "Resuming" : usual;
  return (
    <>
      <Button
        size="small"
        className="min-w-28"
        aria-label={`${label} ${worker.id}`}
        disabled={isPending}
        onClick={() => mutate({ workerId: worker.id })}
      >
        {isPending ? <Spinner className="size-3.5" /> : null}
        {label}
      </Button>
      {error ? (
        <span role="alert" className="mt-1 block text-bad">
          {describeError(error).message}
        </span>
      ) : null}
    </>
  );
}
