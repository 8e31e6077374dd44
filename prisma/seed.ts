import { v7 as uuidv7 } from "uuid";
import { createDatabase, type Database } from "../src/platform/database/create-database.ts";
import { readSeedEnv } from "../src/platform/env.ts";
import { isLoopback, SEEDED_ACCOUNTS } from "../src/platform/seeded-accounts.ts";
import { createAuth } from "../src/server/auth/create-auth.ts";
import { seedProblems, type SeedProblem } from "./problems/index.ts";

/**
 * Fills a fresh installation: the example problems, and for the local default the two accounts with public passwords.
 * Running it again changes nothing that is there.
 */
async function main(): Promise<void> {
  const env = readSeedEnv();
  const database = createDatabase({ url: env.DATABASE_URL, maxConnections: 2 });
  try {
    for (const problem of seedProblems()) await seedProblem(database, problem);
    if (isLoopback(env.HOST) || env.ALLOW_DEMO_ACCOUNTS) await seedAccounts(database);
    else
      console.log(
        "No demo accounts: the gateway does not listen on loopback (ALLOW_DEMO_ACCOUNTS=true adds them).",
      );
  } finally {
    await database.$disconnect();
  }
}

async function seedProblem(database: Database, problem: SeedProblem): Promise<void> {
  const { tests, ...fields } = problem;
  if (await database.problem.findUnique({ where: { slug: problem.slug } })) return;
  await database.problem.create({
    data: {
      ...fields,
      id: uuidv7(),
      checker: { kind: "token" },
      published: true,
      tests: {
        create: tests.map(({ stdin, expected, sample, name }, index) => ({
          index,
          name,
          sample,
          visibility: sample ? "full" : "verdict_only",
          stdin: new TextEncoder().encode(stdin),
          expected: new TextEncoder().encode(expected),
        })),
      },
    },
  });
}

async function seedAccounts(database: Database): Promise<void> {
  const auth = createAuth({
    database,
    // Only passwords are stored here, which do not depend on the secret: sessions made by the seed are not kept.
    secret: "seeding-needs-no-secret-of-its-own-0123456789",
    publicUrl: "http://127.0.0.1",
    trustedOrigins: [],
    seededAccountsAllowed: true,
  });
  for (const { name, email, password, role } of SEEDED_ACCOUNTS) {
    if (await database.user.findUnique({ where: { email } })) continue;
    const { user } = await auth.api.signUpEmail({ body: { name, email, password } });
    await database.session.deleteMany({ where: { userId: user.id } });
    await database.user.update({ where: { id: user.id }, data: { role } });
  }
}

await main();
