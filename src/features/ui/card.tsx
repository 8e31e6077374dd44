import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

type Props = { title?: ReactNode; actions?: ReactNode; className?: string; children: ReactNode };

export function Card({ title, actions, className, children }: Props) {
  return (
    <section className={classNames("overflow-hidden rounded-xl border bg-surface", className)}>
      {title ? (
        <header className="flex min-h-12 items-center justify-between gap-3 border-b px-4 py-2">
          <h2 className="font-semibold">{title}</h2>
          {actions}
        </header>
      ) : null}
      {children}
    </section>
  );
}
