"use client";
import { type FormEvent, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { useHydrated } from "../ui/use-hydrated.ts";
import { authClient } from "./auth-client.ts";
import { AppLink } from "../ui/app-link.tsx";

const PASSWORD_MIN_CHARS = 8;
const TOO_MANY_REQUESTS = 429;

type Mode = "login" | "register";
type Props = { mode: Mode; next: string };

export function AuthForm({ mode, next }: Props) {
  const hydrated = useHydrated();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  async function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setFailure(null);
    const failed = await authenticate(mode, form);
    if (failed === null) {
      // A whole new page: everything on it, the socket too, is opened in this person's name.
      window.location.assign(next);
      return;
    }
    setFailure(failed);
    setBusy(false);
  }

  return (
    // `post` keeps the password out of the address should the form be sent before the page reacts.
    <form method="post" onSubmit={(event) => void onSubmit(event)} className="space-y-4">
      {failure ? <Notice tone="bad">{failure}</Notice> : null}
      {mode === "register" ? (
        <Field label="Name" name="name" autoComplete="name" required maxLength={60} />
      ) : null}
      <Field label="Email" name="email" type="email" autoComplete="email" required />
      <Field
        label="Password"
        name="password"
        type="password"
        required
        autoComplete={mode === "login" ? "current-password" : "new-password"}
        {...(mode === "register"
          ? { minLength: PASSWORD_MIN_CHARS, hint: `At least ${PASSWORD_MIN_CHARS} characters.` }
          : {})}
      />
      <Button type="submit" look="primary" className="w-full" disabled={busy || !hydrated}>
        {busy ? <Spinner /> : null}
        {mode === "login" ? "Sign in" : "Create account"}
      </Button>
      <OtherWay mode={mode} next={next} />
    </form>
  );
}

function OtherWay({ mode, next }: Props) {
  const query = `?next=${encodeURIComponent(next)}`;
  return (
    <p className="text-center text-sm text-muted">
      {mode === "login" ? "New here? " : "Already registered? "}
      <AppLink
        href={(mode === "login" ? "/register" : "/login") + query}
        className="font-medium text-accent underline underline-offset-2"
      >
        {mode === "login" ? "Create an account" : "Sign in"}
      </AppLink>
    </p>
  );
}

/** Null when it worked, otherwise what to show. A failed sign-in never tells which half was wrong. */
async function authenticate(mode: Mode, form: FormData): Promise<string | null> {
  const email = text(form, "email").trim();
  const password = text(form, "password");
  const name = text(form, "name").trim();
  try {
    const { error } =
      mode === "login"
        ? await authClient.signIn.email({ email, password })
        : await authClient.signUp.email({ email, password, name });
    if (!error) return null;
    if (error.status === TOO_MANY_REQUESTS) return "Too many attempts. Wait a minute, then try again.";
  } catch {
    return "The server cannot be reached. Try again in a moment.";
  }
  return mode === "login"
    ? "This email and password do not belong together."
    : "No account could be made with these details. If you have one already, sign in.";
}

function text(form: FormData, field: string): string {
  const value = form.get(field);
  return typeof value === "string" ? value : "";
}
