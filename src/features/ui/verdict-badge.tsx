import { type TestVerdict, VERDICT_NAMES } from "#contract/verdict.ts";
import { classNames } from "./class-names.ts";
import { Icon, type IconName } from "./icon.tsx";

type Look = { icon: IconName; soft: string; solid: string };

/** Code, word, icon and colour go together: no verdict is told apart by its colour alone. */
export const VERDICT_LOOKS: Readonly<Record<TestVerdict, Look>> = {
  AC: { icon: "check", soft: "bg-good-soft text-good", solid: "text-good" },
  WA: { icon: "cross", soft: "bg-bad-soft text-bad", solid: "text-bad" },
  PE: { icon: "format", soft: "bg-bad-soft text-bad", solid: "text-bad" },
  TLE: { icon: "clock", soft: "bg-warn-soft text-warn", solid: "text-warn" },
  MLE: { icon: "memory", soft: "bg-warn-soft text-warn", solid: "text-warn" },
  OLE: { icon: "output", soft: "bg-warn-soft text-warn", solid: "text-warn" },
  RE: { icon: "crash", soft: "bg-crash-soft text-crash", solid: "text-crash" },
  CE: { icon: "build", soft: "bg-build-soft text-build", solid: "text-build" },
  IE: { icon: "gear", soft: "bg-quiet-soft text-quiet", solid: "text-quiet" },
  CANCELLED: { icon: "stop", soft: "bg-quiet-soft text-quiet", solid: "text-quiet" },
  SKIPPED: { icon: "skip", soft: "bg-quiet-soft text-quiet", solid: "text-quiet" },
};

type Props = {
  verdict: TestVerdict;
  /** A run without anything to compare with is not "accepted", it merely ended well. */
  plainRun?: boolean;
  size?: "small" | "large";
  /** Leaves the word to screen readers where the screen is narrow. */
  compact?: boolean;
};

export function VerdictBadge({ verdict, plainRun = false, size = "small", compact = false }: Props) {
  const { icon, soft } = VERDICT_LOOKS[verdict];
  const finished = plainRun && verdict === "AC";
  const word = finished ? "Finished" : VERDICT_NAMES[verdict];
  const code = finished || verdict === "CANCELLED" || verdict === "SKIPPED" ? null : verdict;
  return (
    <span
      className={classNames(
        "inline-flex items-center rounded-md font-medium whitespace-nowrap",
        size === "large" ? "h-9 gap-2 px-3 text-base" : "h-6 gap-1.5 px-2 text-sm",
        soft,
      )}
    >
      <Icon name={icon} className={size === "large" ? "size-5" : "size-3.5"} />
      {code ? <span className="font-semibold">{code}</span> : null}
      {code ? <span className="sr-only">: </span> : null}
      <span className={compact && code ? "max-sm:sr-only" : ""}>{word}</span>
    </span>
  );
}
