import type { Text } from "#contract/text.ts";
import { classNames } from "../ui/class-names.ts";
import { toVisible, type VisibleText } from "./visible-text.ts";

type Props = { shown: VisibleText; label: string; empty?: string; className?: string };

/** Output of a program, in one scrollable block. */
export function OutputView({ shown: { head, cutBytes, tail }, label, empty = "(empty)", className }: Props) {
  const isEmpty = head === "" && tail === "" && cutBytes === 0;
  return (
    <pre
      aria-label={label}
      // A region that scrolls has to be reachable by keyboard.
      tabIndex={0}
      className={classNames(
        "overflow-auto p-3 font-mono text-sm leading-normal -outline-offset-2",
        className,
      )}
    >
      {isEmpty ? <span className="text-muted italic">{empty}</span> : head}
      {cutBytes > 0 ? (
        <span className="my-2 block border-y border-dashed border-line-strong py-1 text-center font-sans text-muted">
          {cutBytes.toLocaleString("en")} bytes cut
        </span>
      ) : null}
      {tail}
    </pre>
  );
}

/** The same for a text of the contract; null means that this person may not see it. */
export function TextView({ text, ...rest }: Omit<Props, "shown"> & { text: Text | null }) {
  if (!text) return <p className="p-3 text-sm text-muted italic">Not shown for this test.</p>;
  return <OutputView shown={toVisible(text)} {...rest} />;
}
