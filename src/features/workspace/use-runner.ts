"use client";
import { useCallback, useMemo, useRef, useState } from "react";
import { v4 as newKey } from "uuid";
import type { CompileResult } from "#contract/event.ts";
import type { CreateSubmissionInput, Submission } from "#contract/submission.ts";
import { trpc } from "../../trpc/client.tsx";
import { type Findings, findingsOf } from "../editor/diagnostics.ts";
import { describeError, type ShownError } from "../submission/app-error.ts";
import { useCountdown } from "../submission/use-countdown.ts";
import { pendingSubmission } from "./pending-submission.ts";

type RunKind = "run" | "submit";
export type RunRequest = Omit<CreateSubmissionInput, "idempotencyKey">;
/** Reads what is to be run at the moment it is sent. */
type ReadRequest = () => RunRequest;
type Attempt = { kind: RunKind; read: ReadRequest; input: CreateSubmissionInput };

export type Runner = {
  /** `sending` until the server has taken it, `live` until its verdict. */
  state: "idle" | "sending" | "live";
  kind: RunKind | null;
  /** As it was when it was accepted; `useLiveSubmission` follows it from there. */
  submission: Submission | null;
  /** What the compiler said about the text that was sent. */
  findings: Findings | null;
  error: ShownError | null;
  /** While the server has asked to wait nothing is sent. 0 when it may be. */
  secondsToWait: number;
  start: (kind: RunKind, read: ReadRequest) => void;
  /**
   * The same request under the same key, so that what was accepted unnoticed is not judged twice. What was refused
   * for being too much is read anew: while waiting one goes on writing.
   */
  retry: () => void;
  stop: () => void;
  stopping: boolean;
  onCompiled: (compile: CompileResult) => void;
  onFinished: () => void;
};

export function useRunner(): Runner {
  const [state, setState] = useState<Runner["state"]>("idle");
  const [attempt, setAttempt] = useState<Attempt | null>(null);
  const [submission, setSubmission] = useState<Submission | null>(null);
  const [compiled, setCompiled] = useState<CompileResult | null>(null);
  const [error, setError] = useState<ShownError | null>(null);
  // A second key press may come before React has drawn the first one.
  const busy = useRef(false);
  const secondsToWait = useCountdown(error);
  const create = trpc.submission.create.useMutation();
  const cancel = trpc.submission.cancel.useMutation({ onError: (error) => setError(describeError(error)) });

  async function send(next: Attempt) {
    if (busy.current || secondsToWait > 0) return;
    busy.current = true;
    setAttempt(next);
    setSubmission(null);
    setCompiled(null);
    setError(null);
    setState("sending");
    try {
      const created = await create.mutateAsync(next.input);
      setSubmission(pendingSubmission(next.input, created));
      setState("live");
    } catch (error) {
      busy.current = false;
      setError(describeError(error));
      setState("idle");
    }
  }

  const findings = useMemo(
    () => (compiled ? findingsOf(compiled.output, submission?.files[0]?.content ?? "") : null),
    [compiled, submission],
  );
  // The first word counts: a snapshot that tells the same again must not bring back what was edited away.
  const onCompiled = useCallback((compile: CompileResult) => setCompiled((known) => known ?? compile), []);
  const onFinished = useCallback(() => {
    busy.current = false;
    setState("idle");
  }, []);

  return {
    state,
    kind: attempt?.kind ?? null,
    submission,
    findings,
    error,
    secondsToWait,
    start: (kind, read) => void send(prepare(kind, read)),
    retry: () => void (attempt && send(wasRefused(error) ? prepare(attempt.kind, attempt.read) : attempt)),
    stop: () => submission && cancel.mutate({ id: submission.id }),
    stopping: cancel.isPending,
    onCompiled,
    onFinished,
  };
}

function prepare(kind: RunKind, read: ReadRequest): Attempt {
  return { kind, read, input: { ...read(), idempotencyKey: newKey() } };
}

function wasRefused(error: ShownError | null): boolean {
  return error?.code === "RATE_LIMITED" || error?.code === "QUEUE_FULL";
}
