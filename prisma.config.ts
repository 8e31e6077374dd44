import { defineConfig } from "prisma/config";

/** For Prisma's command line only; the running system gets its connection from `src/platform/env.ts`. */
export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations", seed: "tsx prisma/seed.ts" },
  datasource: { url: process.env["DATABASE_URL"] ?? "" },
});
