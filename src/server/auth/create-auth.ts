import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { APIError, createAuthMiddleware } from "better-auth/api";
import { bearer } from "better-auth/plugins";
import { v7 as uuidv7 } from "uuid";
import type { Database } from "#platform/database/create-database.ts";
import { SEEDED_EMAILS } from "#platform/seeded-accounts.ts";
import { CLIENT_IP_HEADER } from "../http/client-ip.ts";

export type AuthOptions = {
  database: Database;
  secret: string;
  publicUrl: string;
  trustedOrigins: string[];
  /** Whether the accounts with well-known passwords may sign in. */
  seededAccountsAllowed: boolean;
};

const SESSION_SECONDS = 30 * 24 * 3600;
/** For so long a signed cookie stands for the session without a look into the database. */
const SESSION_CACHE_SECONDS = 60;

export type Auth = ReturnType<typeof createAuth>;

/** Sign-in with email and password; sessions by cookie for browsers, by `Authorization: Bearer` for other clients. */
export function createAuth(options: AuthOptions) {
  return betterAuth({
    appName: "Code Execution Engine",
    baseURL: options.publicUrl,
    secret: options.secret,
    trustedOrigins: options.trustedOrigins,
    database: prismaAdapter(options.database, { provider: "postgresql" }),
    emailAndPassword: { enabled: true, minPasswordLength: 8, autoSignIn: true },
    user: {
      additionalFields: { role: { type: "string", defaultValue: "user", required: false, input: false } },
    },
    session: {
      expiresIn: SESSION_SECONDS,
      cookieCache: { enabled: true, maxAge: SESSION_CACHE_SECONDS },
    },
    rateLimit: {
      enabled: true,
      window: 10,
      max: 200,
      customRules: {
        "/sign-in/email": { window: 10, max: 20 },
        "/sign-up/email": { window: 10, max: 20 },
      },
    },
    advanced: {
      database: { generateId: () => uuidv7() },
      // Every request that changes something passes our own Origin check before it gets here (`http/origin.ts`).
      // This one would also refuse programs: Node's `fetch` looks like a browser that hides where it comes from.
      disableCSRFCheck: true,
      ipAddress: { ipAddressHeaders: [CLIENT_IP_HEADER] },
    },
    telemetry: { enabled: false },
    plugins: [bearer()],
    hooks: {
      before: createAuthMiddleware(async (context) => {
        if (context.path !== "/sign-in/email" || options.seededAccountsAllowed) return;
        const body: unknown = context.body;
        if (isSeededEmail(body)) {
          throw new APIError("FORBIDDEN", {
            message:
              "The demo accounts have public passwords and work on this machine only. " +
              "Set ALLOW_DEMO_ACCOUNTS=true to allow them anyway.",
          });
        }
      }),
    },
  });
}

function isSeededEmail(body: unknown): boolean {
  if (typeof body !== "object" || body === null || !("email" in body)) return false;
  return typeof body.email === "string" && SEEDED_EMAILS.includes(body.email.trim().toLowerCase());
}
