-- Attempts that failed are counted apart from attempts: a worker that gives its work back to be restarted is no failure.
ALTER TABLE "submission" ADD COLUMN "failures" INTEGER NOT NULL DEFAULT 0;

UPDATE "submission" SET "failures" = "attempt" - 1 WHERE "status" <> 'done';

-- The reconciler pages through what is not final in order of creation.
DROP INDEX "submission_status_queued_at_idx";
CREATE INDEX "submission_status_id_idx" ON "submission"("status", "id");
