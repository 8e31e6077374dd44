"use client";
import type { Draft } from "../editor/use-draft.ts";
import { useHydrated } from "../ui/use-hydrated.ts";

/** What the program reads. `hint` stands where the text will. */
export function InputField({ stdin, hint, className }: { stdin: Draft; hint: string; className: string }) {
  const hydrated = useHydrated();
  return (
    <textarea
      aria-label="Input"
      value={stdin.text}
      readOnly={!hydrated}
      onChange={(event) => stdin.write(event.target.value)}
      placeholder={hint}
      spellCheck={false}
      autoCapitalize="off"
      autoComplete="off"
      className={`block w-full resize-none bg-surface p-3 font-mono text-base leading-normal text-ink -outline-offset-2 placeholder:text-muted sm:text-sm ${className}`}
    />
  );
}
