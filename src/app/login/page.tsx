import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { currentIdentity } from "#server/next/caller.ts";
import type { PageProps } from "../page-props.ts";
import { AuthForm } from "../../features/auth/auth-form.tsx";
import { safeNext } from "../../features/auth/safe-next.ts";
import { Card } from "../../features/ui/card.tsx";

export const metadata: Metadata = { title: "Sign in" };

export default async function Login({ searchParams }: PageProps) {
  const next = safeNext((await searchParams)["next"]);
  if (await currentIdentity()) redirect(next);
  return (
    <main id="main" className="mx-auto w-full max-w-md px-4 py-12 sm:py-20">
      <h1 className="mb-6 text-center text-2xl font-semibold tracking-tight">Sign in</h1>
      <Card className="p-5 sm:p-6">
        <AuthForm mode="login" next={next} />
      </Card>
    </main>
  );
}
