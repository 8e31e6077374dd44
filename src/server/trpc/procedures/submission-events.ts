import { tracked } from "@trpc/server";
import { z } from "zod";
import { Cursor } from "#contract/event.ts";
import { followSubmission } from "../../submissions/follow-submission.ts";
import { observeDelivery } from "../../telemetry/observe-delivery.ts";
import { submissionProcedure } from "../submission-procedure.ts";

/** Every event is tracked, so a client that reconnects resumes exactly where it was. */
export const submissionEvents = submissionProcedure
  .input(z.object({ lastEventId: Cursor.nullish() }))
  .subscription(async function* submissionEvents({ ctx, input, signal }) {
    const events = followSubmission(ctx.services, {
      id: input.id,
      after: input.lastEventId ?? undefined,
      signal: signal ?? new AbortController().signal,
    });
    const delivery = observeDelivery(ctx.services, input.id);
    try {
      for await (const { id, event } of events) {
        delivery.handed(event);
        yield tracked(id, event);
      }
    } finally {
      delivery.end();
    }
  });
