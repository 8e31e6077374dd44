"use client";
import { useState } from "react";
import type { Language } from "#contract/language.ts";
import { type Draft, useDraft } from "../editor/use-draft.ts";
import type { Place } from "../editor/use-markers.ts";
import { setCookie } from "../shell/cookie.ts";
import { LANGUAGE_COOKIE } from "./language-cookie.ts";
import { useOpened } from "./use-opened.ts";
import { type Runner, useRunner } from "./use-runner.ts";

/** A submission whose source is to be worked on again. */
export type Opened = { id: string; language: string; source: string };

export type WorkspaceProps = {
  userId: string | null;
  languages: readonly Language[];
  /** The first choice: the language used last, or the first of the list. */
  language: Language;
  opened: Opened | null;
};

export type Workspace = {
  languages: readonly Language[];
  language: Language;
  setLanguage: (slug: string) => void;
  code: Draft;
  stdin: Draft;
  runner: Runner;
  /** Where the caret was last asked to go. */
  place: Place | null;
  goTo: (place: Place) => void;
  /** Why nothing can be run right now; null when it can. */
  blocked: "signed_out" | "no_worker" | null;
};

export function useWorkspace(scope: string, props: WorkspaceProps): Workspace {
  const { userId: owner, languages, opened } = props;
  const [slug, setSlug] = useState(props.language.slug);
  const language = languages.find((known) => known.slug === slug) ?? props.language;
  const code = useDraft({ owner, scope, part: language.slug, fallback: language.template });
  const stdin = useDraft({ owner, scope, part: "input", fallback: "" });
  const runner = useRunner();
  const [place, setPlace] = useState<Place | null>(null);
  useOpened(opened, code);

  return {
    languages,
    language,
    setLanguage: (slug) => {
      setSlug(slug);
      setCookie(LANGUAGE_COOKIE, slug);
    },
    code,
    stdin,
    runner,
    place,
    goTo: ({ line, column = 1 }) => setPlace({ line, column }),
    blocked: owner === null ? "signed_out" : language.available ? null : "no_worker",
  };
}
