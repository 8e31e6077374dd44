import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { currentIdentity, serverCaller } from "#server/next/caller.ts";
import { AdminView } from "../../features/admin/admin-view.tsx";
import type { AdminData } from "../../features/admin/use-admin-data.ts";
import { SignInFirst } from "../../features/shell/sign-in-first.tsx";
import { Page } from "../../features/ui/page.tsx";

export const metadata: Metadata = { title: "Admin" };

export default async function Admin() {
  const identity = await currentIdentity();
  if (!identity) return <SignInFirst what="this page" next="/admin" />;
  if (identity.role !== "admin") notFound();
  return (
    <Page title="Admin" lead="Workers, queue and dead letters.">
      <AdminView initial={await load()} />
    </Page>
  );
}

/** Null when a store does not answer: the page says so itself, and goes on asking. */
async function load(): Promise<AdminData | null> {
  const caller = await serverCaller();
  try {
    const [overview, deadLetters] = await Promise.all([caller.admin.overview(), caller.admin.deadLetters()]);
    return { overview, deadLetters };
  } catch {
    return null;
  }
}
