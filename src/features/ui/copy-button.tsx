"use client";
import { useEffect, useState } from "react";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";

const CONFIRM_MS = 1_500;

/** Copies the exact text, the last newline included. `label` says what is copied: "Copy input of sample 1". */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [outcome, setOutcome] = useState<"copied" | "failed" | null>(null);

  useEffect(() => {
    if (!outcome) return;
    const timer = setTimeout(() => setOutcome(null), CONFIRM_MS);
    return () => clearTimeout(timer);
  }, [outcome]);

  function copy() {
    void copyText(text).then(
      () => setOutcome("copied"),
      () => setOutcome("failed"),
    );
  }

  return (
    <Button look="ghost" size="small" aria-label={label} onClick={copy} className="min-w-20">
      <Icon name={outcome === "copied" ? "check" : "copy"} />
      <span aria-live="polite">
        {outcome === "copied" ? "Copied" : outcome === "failed" ? "Failed" : "Copy"}
      </span>
    </Button>
  );
}

/** The clipboard interface exists on https and localhost only; a judge in a lab often runs on plain http. */
async function copyText(text: string): Promise<void> {
  if (window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (!copied) throw new Error("the browser refused to copy");
}
