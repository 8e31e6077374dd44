"use client";
import { usePathname } from "next/navigation";
import { AppLink } from "../ui/app-link.tsx";

const LINKS = [
  { href: "/problems", label: "Problems" },
  { href: "/play", label: "Playground" },
  { href: "/submissions", label: "Submissions" },
];
const ADMIN_LINK = { href: "/admin", label: "Admin" };

export function NavLinks({ isAdmin }: { isAdmin: boolean }) {
  const path = usePathname();
  const links = isAdmin ? [...LINKS, ADMIN_LINK] : LINKS;
  return (
    <nav aria-label="Main" className="flex items-stretch gap-1 max-sm:-mx-2 max-sm:w-full">
      {links.map(({ href, label }) => (
        <AppLink
          key={href}
          href={href}
          aria-current={path === href ? "page" : path.startsWith(`${href}/`) ? "true" : undefined}
          className="inline-flex h-9 items-center rounded-lg px-2 text-sm sm:px-2.5 font-medium text-muted hover:bg-sunken hover:text-ink aria-[current]:text-ink aria-[current]:bg-sunken"
        >
          {label}
        </AppLink>
      ))}
    </nav>
  );
}
