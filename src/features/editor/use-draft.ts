"use client";
import { useEffect, useSyncExternalStore } from "react";
import { isUnsaved, readDraft, subscribeToDrafts, writeDraft } from "./draft-store.ts";

const ANYBODY = "anybody";
const EARLIER = ":earlier";

export type DraftPlace = {
  /** Id of the signed-in person: nobody sees another's drafts on a shared machine. */
  owner: string | null;
  /** A problem's slug, or the playground. */
  scope: string;
  /** Which text of that place: a language, or the input. */
  part: string;
  fallback: string;
};

export type Draft = {
  key: string;
  text: string;
  /** The text at this very moment, also between two drawings of the page. */
  read: () => string;
  write: (text: string) => void;
  /** Puts another text in its place and keeps the present one to come back to. */
  replace: (text: string) => void;
  /** What `replace` put aside. */
  earlier: string | null;
  restoreEarlier: () => void;
  dropEarlier: () => void;
  saved: boolean;
  failed: boolean;
};

export function useDraft({ owner, scope, part, fallback }: DraftPlace): Draft {
  const place = `${scope}:${part}`;
  const key = `${owner ?? ANYBODY}:${place}`;
  const stored = useStored(key);
  const earlier = useStored(key + EARLIER);
  const read = () => readDraft(key) ?? fallback;

  // What was written before signing in belongs to whoever signs in on this page next.
  useEffect(() => {
    if (owner === null) return;
    const anonymous = readDraft(`${ANYBODY}:${place}`);
    if (anonymous === null) return;
    writeDraft(`${ANYBODY}:${place}`, null);
    putAside(key, anonymous);
  }, [owner, place, key]);

  return {
    key,
    text: stored ?? fallback,
    read,
    write: (text) => writeDraft(key, text),
    replace: (text) => putAside(key, text),
    earlier,
    restoreEarlier: () => {
      if (earlier === null) return;
      writeDraft(key, earlier);
      writeDraft(key + EARLIER, null);
    },
    dropEarlier: () => writeDraft(key + EARLIER, null),
    saved: stored !== null && !isUnsaved(key),
    failed: isUnsaved(key),
  };
}

function putAside(key: string, text: string): void {
  const present = readDraft(key);
  if (present === text) return;
  if (present !== null) writeDraft(key + EARLIER, present);
  writeDraft(key, text);
}

function useStored(key: string): string | null {
  return useSyncExternalStore(
    subscribeToDrafts,
    () => readDraft(key),
    () => null,
  );
}
