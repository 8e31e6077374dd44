import { type Account, AccountMenu } from "./account-menu.tsx";
import { NavLinks } from "./nav-links.tsx";
import type { Theme } from "./theme-name.ts";
import { ThemeSwitch } from "./theme-switch.tsx";
import { AppLink } from "../ui/app-link.tsx";

export function TopBar({ account, theme }: { account: Account | null; theme: Theme }) {
  return (
    <header className="sticky top-0 z-20 border-b bg-surface max-lg:static">
      <a
        href="#main"
        className="absolute -top-20 left-3 z-30 rounded-lg bg-accent-fill px-3 py-2 text-on-accent focus:top-2"
      >
        Skip to content
      </a>
      <div className="flex flex-wrap items-center gap-x-2 px-3 sm:gap-x-4 sm:h-(--bar-height) sm:flex-nowrap sm:px-6 max-sm:pb-1.5">
        <AppLink
          href="/"
          className="flex h-13 items-center gap-2 font-semibold whitespace-nowrap max-sm:min-w-0 max-sm:flex-1"
        >
          <Mark />
          <span className="truncate max-sm:text-sm sm:max-md:sr-only">Code Execution Engine</span>
        </AppLink>
        <div className="order-last max-sm:w-full sm:order-none sm:flex-1">
          <NavLinks isAdmin={account?.isAdmin ?? false} />
        </div>
        <div className="flex items-center gap-1">
          <ThemeSwitch initial={theme} />
          <AccountMenu account={account} />
        </div>
      </div>
    </header>
  );
}

function Mark() {
  return (
    <svg viewBox="0 0 24 24" className="size-6 shrink-0" aria-hidden="true">
      <rect width="24" height="24" rx="6" className="fill-accent-fill" />
      <path
        d="M6.5 8.5 10 12l-3.5 3.5M12.5 15.5h5"
        fill="none"
        stroke="#fff"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
