import type { ComponentProps } from "react";
import { classNames } from "./class-names.ts";
import { AppLink } from "./app-link.tsx";

type Look = "primary" | "secondary" | "ghost" | "danger";
type Size = "small" | "medium";

const LOOKS: Record<Look, string> = {
  primary: "bg-accent-fill text-on-accent hover:bg-accent-fill-hover",
  secondary: "border border-line-strong bg-surface text-ink hover:bg-sunken",
  ghost: "text-muted hover:bg-sunken hover:text-ink",
  danger: "border border-bad bg-surface text-bad hover:bg-bad-soft",
};

const SIZES: Record<Size, string> = {
  small: "h-8 gap-1.5 px-2.5 text-sm",
  medium: "h-10 gap-2 px-4",
};

/** One look for everything that is pressed, be it a button or a link. */
function buttonClass(look: Look = "secondary", size: Size = "medium"): string {
  return classNames(
    "inline-flex shrink-0 items-center justify-center rounded-lg font-medium whitespace-nowrap transition-colors",
    "disabled:pointer-events-none disabled:opacity-50 aria-disabled:pointer-events-none aria-disabled:opacity-50",
    LOOKS[look],
    SIZES[size],
  );
}

type Style = { look?: Look; size?: Size };

export function Button({
  look,
  size,
  className,
  type = "button",
  ...rest
}: ComponentProps<"button"> & Style) {
  return <button type={type} className={classNames(buttonClass(look, size), className)} {...rest} />;
}

export function ButtonLink({ look, size, className, ...rest }: ComponentProps<typeof AppLink> & Style) {
  return <AppLink className={classNames(buttonClass(look, size), className)} {...rest} />;
}
