import { cookies } from "next/headers";
import { currentIdentity, serverCaller } from "#server/next/caller.ts";
import { LANGUAGE_COOKIE } from "../features/workspace/language-cookie.ts";
import type { Opened, WorkspaceProps } from "../features/workspace/use-workspace.ts";
import { orNotFound } from "./or-not-found.ts";
import type { Query } from "./page-props.ts";

/** What every page with an editor needs. Null when there is no language at all. */
export async function workspaceProps(query: Query): Promise<WorkspaceProps | null> {
  const caller = await serverCaller();
  const [identity, languages, jar] = await Promise.all([
    currentIdentity(),
    caller.language.list(),
    cookies(),
  ]);
  const from = query["from"];
  const opened = identity && typeof from === "string" ? await loadOpened(from) : null;
  const preferred = opened?.language ?? jar.get(LANGUAGE_COOKIE)?.value;
  const language =
    languages.find(({ slug }) => slug === preferred) ??
    languages.find(({ available }) => available) ??
    languages[0];
  if (!language) return null;
  return { userId: identity?.id ?? null, languages, language, opened };
}

async function loadOpened(id: string): Promise<Opened | null> {
  const caller = await serverCaller();
  const { language, files } = await orNotFound(caller.submission.get({ id }));
  const [main] = files;
  return main?.encoding === "utf8" ? { id, language, source: main.content } : null;
}
