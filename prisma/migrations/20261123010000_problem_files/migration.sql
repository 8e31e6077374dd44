-- Programs that belong to a problem; role 'checker' is the one that judges output, its main file at index 0.
CREATE TABLE "problem_file" (
    "problem_id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "index" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "content" BYTEA NOT NULL,
    CONSTRAINT "problem_file_pkey" PRIMARY KEY ("problem_id", "role", "index"),
    CONSTRAINT "problem_file_problem_id_fkey" FOREIGN KEY ("problem_id") REFERENCES "problem"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
