"use client";
import { useSyncExternalStore } from "react";

const never = () => () => {};
const isMac = () => /Mac|iPhone|iPad/.test(navigator.userAgent);

/**
 * A key combination printed on its button. Hidden where there is no keyboard to speak of, and from screen readers,
 * so that a button's name stays its word.
 */
export function Keys({ shift = false }: { shift?: boolean }) {
  const mac = useSyncExternalStore(never, isMac, () => false);
  const text = mac ? `${shift ? "⇧" : ""}⌘↵` : `Ctrl+${shift ? "⇧+" : ""}↵`;
  return (
    <kbd aria-hidden="true" className="hidden font-sans text-xs sm:inline">
      {text}
    </kbd>
  );
}
