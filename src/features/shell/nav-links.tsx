"use client";
import { usePathname } from "next/navigation";
import { AppLink } from "../ui/app-link.tsx";

const LINKS = [
  { href: "/problems", label: "Problems" },
  { href: "/play", label: "Playground" },
  { href: "/submissions", label: "Submissions" },
];

export function NavLinks() {
  const path = usePathname();
  return (
    <nav aria-label="Main" className="flex items-stretch gap-1 max-sm:-mx-2 max-sm:w-full">
      {LINKS.map(({ href, label }) => (
        <AppLink
          key={href}
          href={href}
          aria-current={path === href ? "page" : path.startsWith(`${href}/`) ? "true" : undefined}
          className="inline-flex h-9 items-center rounded-lg px-2.5 text-sm font-medium text-muted hover:bg-sunken hover:text-ink aria-[current]:text-ink aria-[current]:bg-sunken"
        >
          {label}
        </AppLink>
      ))}
    </nav>
  );
}
