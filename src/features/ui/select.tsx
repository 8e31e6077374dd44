import type { ComponentProps } from "react";
import { classNames } from "./class-names.ts";
import { CONTROL } from "./field.tsx";
import { Icon } from "./icon.tsx";

/** The browser's own select, which phones and screen readers handle best, in our clothes. */
export function Select({ label, className, ...select }: ComponentProps<"select"> & { label: string }) {
  return (
    <span className={classNames("relative inline-flex min-w-0", className)}>
      <select
        aria-label={label}
        className={`${CONTROL} h-10 w-full min-w-0 appearance-none truncate pr-8`}
        {...select}
      />
      <Icon name="chevron" className="pointer-events-none absolute top-3 right-2.5 size-4 text-muted" />
    </span>
  );
}
