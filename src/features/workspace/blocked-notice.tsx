"use client";
import { usePathname } from "next/navigation";
import { ButtonLink } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import type { Workspace } from "./use-workspace.ts";

/** Says why nothing can be run right now, and what to do about it. */
export function BlockedNotice({ workspace: { blocked, language } }: { workspace: Workspace }) {
  const path = usePathname();
  if (blocked === "signed_out") {
    return (
      <Notice
        className="m-3"
        actions={
          <ButtonLink size="small" look="primary" href={`/login?next=${encodeURIComponent(path)}`}>
            Sign in to run
          </ButtonLink>
        }
      >
        Running code needs an account. What you write here is kept.
      </Notice>
    );
  }
  if (blocked === "no_worker") {
    return (
      <Notice
        className="m-3"
        tone="warn"
        actions={
          <ButtonLink size="small" href="/status">
            System status
          </ButtonLink>
        }
      >
        No worker serves {language.name} right now. Choose another language or come back later.
      </Notice>
    );
  }
  return null;
}
