import { createCallerFactory, router } from "./init.ts";
import { adminDeadLetters } from "./procedures/admin-dead-letters.ts";
import { adminDiscardDeadLetter } from "./procedures/admin-discard-dead-letter.ts";
import { adminDrainWorker } from "./procedures/admin-drain-worker.ts";
import { adminOverview } from "./procedures/admin-overview.ts";
import { adminRequeueDeadLetter } from "./procedures/admin-requeue-dead-letter.ts";
import { adminResumeWorker } from "./procedures/admin-resume-worker.ts";
import { languageList } from "./procedures/language-list.ts";
import { problemGet } from "./procedures/problem-get.ts";
import { problemImport } from "./procedures/problem-import.ts";
import { problemSubmissions } from "./procedures/problem-submissions.ts";
import { problemList } from "./procedures/problem-list.ts";
import { submissionCancel } from "./procedures/submission-cancel.ts";
import { submissionCreateAndWait } from "./procedures/submission-create-and-wait.ts";
import { submissionCreate } from "./procedures/submission-create.ts";
import { submissionEvents } from "./procedures/submission-events.ts";
import { submissionGet } from "./procedures/submission-get.ts";
import { submissionList } from "./procedures/submission-list.ts";
import { systemStatus } from "./procedures/system-status.ts";

export const appRouter = router({
  admin: router({
    overview: adminOverview,
    drainWorker: adminDrainWorker,
    resumeWorker: adminResumeWorker,
    deadLetters: adminDeadLetters,
    requeueDeadLetter: adminRequeueDeadLetter,
    discardDeadLetter: adminDiscardDeadLetter,
  }),
  language: router({ list: languageList }),
  problem: router({
    list: problemList,
    get: problemGet,
    import: problemImport,
    submissions: problemSubmissions,
  }),
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
