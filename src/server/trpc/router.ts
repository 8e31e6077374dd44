import { createCallerFactory, router } from "./init.ts";
import { languageList } from "./procedures/language-list.ts";
import { problemGet } from "./procedures/problem-get.ts";
import { problemList } from "./procedures/problem-list.ts";
import { submissionCancel } from "./procedures/submission-cancel.ts";
import { submissionCreateAndWait } from "./procedures/submission-create-and-wait.ts";
import { submissionCreate } from "./procedures/submission-create.ts";
import { submissionEvents } from "./procedures/submission-events.ts";
import { submissionGet } from "./procedures/submission-get.ts";
import { submissionList } from "./procedures/submission-list.ts";
import { systemStatus } from "./procedures/system-status.ts";

export const appRouter = router({
  language: router({ list: languageList }),
  problem: router({ list: problemList, get: problemGet }),
  submission: router({
    create: submissionCreate,
    createAndWait: submissionCreateAndWait,
    get: submissionGet,
    list: submissionList,
    events: submissionEvents,
    cancel: submissionCancel,
  }),
  system: router({ status: systemStatus }),
});

export type AppRouter = typeof appRouter;
export const createCaller = createCallerFactory(appRouter);
