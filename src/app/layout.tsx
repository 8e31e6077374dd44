import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { currentIdentity } from "#server/next/caller.ts";
import { THEME_COOKIE, toTheme } from "../features/shell/theme-name.ts";
import { TopBar } from "../features/shell/top-bar.tsx";
import { TrpcProvider } from "../trpc/client.tsx";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Code Execution Engine", template: "%s · Code Execution Engine" },
  description: "Write code, run it in isolated containers and watch it judged live.",
};

export const viewport: Viewport = { colorScheme: "light dark" };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = toTheme((await cookies()).get(THEME_COOKIE)?.value);
  const identity = await currentIdentity();
  const account = identity
    ? { name: identity.name, email: identity.email, isAdmin: identity.role === "admin" }
    : null;
  return (
    <html lang="en" data-theme={theme === "system" ? undefined : theme} suppressHydrationWarning>
      <body>
        <TrpcProvider>
          <TopBar account={account} theme={theme} />
          {children}
        </TrpcProvider>
      </body>
    </html>
  );
}
