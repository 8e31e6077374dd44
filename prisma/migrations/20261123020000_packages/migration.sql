-- Problems that came as packages: what their data was, and the submissions that came with them.
ALTER TABLE "problem" ADD COLUMN "data_hash" TEXT;

CREATE TABLE "problem_submission" (
  "problem_id" UUID NOT NULL REFERENCES "problem" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "index" INTEGER NOT NULL,
  "name" TEXT NOT NULL,
  "language" TEXT NOT NULL,
  "expected" JSONB NOT NULL,
  "files" JSONB NOT NULL,
  PRIMARY KEY ("problem_id", "index")
);
