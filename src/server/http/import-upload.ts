import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fromNodeHeaders } from "better-auth/node";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { TRPCError } from "@trpc/server";
import { AppError } from "../app-error.ts";
import type { ResolveIdentity } from "../auth/resolve-identity.ts";
import { importPackage } from "../problems/import-package.ts";
import type { Services } from "../services.ts";
import { TRPC_CODES } from "../trpc/init.ts";
import { originOf } from "./request-origin.ts";
import { sendJson } from "./send-json.ts";

type Deps = { services: Services; resolveIdentity: ResolveIdentity };

/** `POST /api/problems/import[?dryRun=1][&slug=name]` with a zip as its body; answers the report. For admins. */
export async function importUpload(
  { services, resolveIdentity }: Deps,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    if (request.method !== "POST") throw new AppError("BAD_INPUT", "Send the package with POST.");
    const identity = await resolveIdentity(fromNodeHeaders(request.headers));
    if (identity === null) throw new AppError("UNAUTHENTICATED", "Sign in first, or send a valid token.");
    if (identity.role !== "admin") throw new AppError("FORBIDDEN", "Only admins may import problems.");
    const query = new URL(request.url ?? "/", "http://gateway").searchParams;
    const report = await withUpload(request, services.packageMaxBytes, (path) =>
      importPackage(
        services,
        { identity, ...originOf(request) },
        {
          path,
          slug: query.get("slug") ?? undefined,
          dryRun: ["1", "true"].includes(query.get("dryRun") ?? ""),
        },
      ),
    );
    sendJson(response, report.findings.some(({ level }) => level === "error") ? 422 : 200, report);
  } catch (error) {
    sendError(services, response, error);
  }
}

/** Keeps the body in a file for as long as `handle` takes: packages are larger than memory should be. */
async function withUpload<Result>(
  request: IncomingMessage,
  maxBytes: number,
  handle: (path: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "engine-package-"));
  try {
    const path = join(folder, "package.zip");
    await pipeline(request, atMost(maxBytes), createWriteStream(path));
    return await handle(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function atMost(maxBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.byteLength;
      if (bytes <= maxBytes) return done(null, chunk);
      done(
        new AppError(
          "PACKAGE_TOO_LARGE",
          `The package is larger than ${maxBytes} bytes (PACKAGE_MAX_BYTES).`,
        ),
      );
    },
  });
}

function sendError(services: Services, response: ServerResponse, error: unknown): void {
  if (error instanceof AppError) {
    const status = getHTTPStatusCodeFromError(new TRPCError({ code: TRPC_CODES[error.code] }));
    // What is left of a refused body is not read.
    response.setHeader("connection", "close");
    return sendJson(response, status, { error: { message: error.message, data: { appCode: error.code } } });
  }
  services.logger.error({ err: error }, "Importing a package failed");
  const message = "Something failed on our side. Nothing was changed; please try again.";
  sendJson(response, 500, { error: { message, data: { appCode: "INTERNAL" } } });
}
