import { createTRPCClient, httpLink } from "@trpc/client";
import type { CommandEnv } from "#platform/env.ts";
import { SEEDED_ACCOUNTS } from "#platform/seeded-accounts.ts";
import type { AppRouter } from "#server/trpc/router.ts";
import { CommandError } from "./command-error.ts";

/** A running engine, with the right to change it. */
export type Engine = { url: string; token: string; trpc: ReturnType<typeof createTRPCClient<AppRouter>> };

export async function connect(env: CommandEnv): Promise<Engine> {
  const url = (env.ENGINE_URL ?? `http://127.0.0.1:${env.PORT}`).replace(/\/+$/, "");
  const token = env.ENGINE_TOKEN ?? (await signInAsSeededAdmin(url));
  const links = [httpLink({ url: `${url}/api/trpc`, headers: { authorization: `Bearer ${token}` } })];
  return { url, token, trpc: createTRPCClient<AppRouter>({ links }) };
}

async function signInAsSeededAdmin(url: string): Promise<string> {
  const admin = SEEDED_ACCOUNTS.find(({ role }) => role === "admin");
  const response = await fetch(`${url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: admin?.email, password: admin?.password }),
  }).catch((cause: unknown) => {
    throw new CommandError(`No engine answers at ${url}. Start it with ./run.sh, or set ENGINE_URL.`, {
      cause,
    });
  });
  const token = response.headers.get("set-auth-token");
  if (token !== null) return token;
  throw new CommandError(
    `The engine at ${url} does not know the seeded admin. Set ENGINE_TOKEN to an admin's token.`,
  );
}
