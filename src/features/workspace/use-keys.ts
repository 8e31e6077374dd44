"use client";
import { useEffect, useRef } from "react";

type Keys = { onRun: () => void; onSubmit?: () => void };

/**
 * The same keys wherever the focus is, so that Ctrl+Enter also runs from the input. Monaco takes them itself when the
 * focus is in it. Ctrl+S is swallowed: everything is saved already, and nobody wants the browser's dialog.
 */
export function useKeys(keys: Keys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.defaultPrevented || event.repeat) return;
      const command = commandOf(event);
      if (!command) return;
      event.preventDefault();
      if (command === "run") latest.current.onRun();
      if (command === "submit") latest.current.onSubmit?.();
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}

function commandOf({ key, ctrlKey, metaKey, shiftKey }: KeyboardEvent): "run" | "submit" | "save" | null {
  if (key === "F9") return "run";
  if (key === "F10") return "submit";
  if (!ctrlKey && !metaKey) return null;
  if (key === "Enter") return shiftKey ? "submit" : "run";
  return key.toLowerCase() === "s" && !shiftKey ? "save" : null;
}
