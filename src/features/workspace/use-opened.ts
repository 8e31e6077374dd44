"use client";
import { useEffect, useRef } from "react";
import type { Draft } from "../editor/use-draft.ts";
import type { Opened } from "./use-workspace.ts";

/** Puts an earlier submission's source into the editor, once per visit; a reload keeps what was typed since. */
export function useOpened(opened: Opened | null, code: Draft): void {
  const done = useRef(false);
  useEffect(() => {
    if (!opened || done.current) return;
    done.current = true;
    code.replace(opened.source);
    // Without the parameter a reload shows the draft.
    window.history.replaceState(null, "", window.location.pathname);
  }, [opened, code]);
}
