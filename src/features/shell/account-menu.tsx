"use client";
import { usePathname } from "next/navigation";
import { useState } from "react";
import { Button, ButtonLink } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";

export type Account = { name: string; email: string; isAdmin: boolean };

const MENU = "account-menu";
const AVATAR =
  "inline-flex size-6 items-center justify-center rounded-full bg-accent-soft text-xs font-semibold text-accent";

export function AccountMenu({ account }: { account: Account | null }) {
  const path = usePathname();
  if (!account) {
    const next =
      path === "/" || path === "/login" || path === "/register" ? "" : `?next=${encodeURIComponent(path)}`;
    return (
      <ButtonLink href={`/login${next}`} size="small" look="secondary">
        Sign in
      </ButtonLink>
    );
  }
  return (
    <>
      <Button look="ghost" size="small" popoverTarget={MENU}>
        <span aria-hidden="true" className={AVATAR}>
          {account.name.slice(0, 1).toUpperCase()}
        </span>
        <span className="sr-only">Account: </span>
        <span className="max-w-40 truncate text-ink max-lg:sr-only">{account.name}</span>
        <Icon name="chevron" className="size-3.5" />
      </Button>
      <div
        id={MENU}
        popover="auto"
        className="fixed inset-auto top-13 right-3 m-0 w-60 rounded-xl border bg-surface p-1.5 text-ink shadow-(--shadow-pop)"
      >
        <div className="px-2.5 py-2">
          <p className="truncate font-medium">{account.name}</p>
          <p className="truncate text-sm text-muted">{account.email}</p>
        </div>
        <SignOut />
      </div>
    </>
  );
}

function SignOut() {
  const [state, setState] = useState<"idle" | "busy" | "failed">("idle");
  async function signOut() {
    setState("busy");
    try {
      // Loaded when it is needed: this menu is on every page.
      const { authClient } = await import("../auth/auth-client.ts");
      const { error } = await authClient.signOut();
      if (error) throw error;
      // A whole new page: it also ends the socket that was opened in this person's name.
      window.location.assign("/");
    } catch {
      setState("failed");
    }
  }
  return (
    <>
      <Button
        look="ghost"
        className="w-full justify-start! px-2.5!"
        disabled={state === "busy"}
        onClick={() => void signOut()}
      >
        Sign out
      </Button>
      {state === "failed" ? (
        <p role="alert" className="px-2.5 py-1 text-sm text-bad">
          That did not work. Try again.
        </p>
      ) : null}
    </>
  );
}
