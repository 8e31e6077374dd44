import { classNames } from "../ui/class-names.ts";

/** Always beside words: colour alone says nothing. */
export function Light({ on }: { on: boolean }) {
  return (
    <span
      aria-hidden="true"
      className={classNames("size-2.5 shrink-0 rounded-full", on ? "bg-good" : "bg-warn")}
    />
  );
}
