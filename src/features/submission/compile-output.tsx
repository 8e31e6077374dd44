import type { CompileResult } from "#contract/event.ts";
import type { Diagnostic, Findings } from "../editor/diagnostics.ts";
import type { Place } from "../editor/use-markers.ts";
import { TextView } from "../output/output-view.tsx";
import { classNames } from "../ui/class-names.ts";
import { formatTime } from "../ui/format.ts";

type Props = {
  compile: CompileResult | null;
  findings: Findings | null;
  /** Moves the caret of the editor beside it. */
  onGoTo: (place: Place) => void;
};

/** What the compiler said: errors, and warnings also when it succeeded. */
export function CompileOutput({ compile, findings, onGoTo }: Props) {
  if (!compile || (compile.ok && compile.output.totalBytes === 0)) return null;
  return (
    <section
      aria-label="Compiler output"
      className={classNames("overflow-hidden rounded-lg border", !compile.ok && "border-build")}
    >
      <header className="flex min-h-9 items-center justify-between gap-3 border-b bg-sunken px-3 text-sm">
        <h3 className="font-medium">{compile.ok ? "Compiler warnings" : "The compiler refused it"}</h3>
        <span className="text-muted tabular-nums">{formatTime(compile.wallMs)}</span>
      </header>
      <Locations diagnostics={findings?.diagnostics ?? []} onGoTo={onGoTo} />
      <TextView
        text={compile.output}
        label="Compiler output"
        className="max-h-80"
        empty="(the compiler said nothing)"
      />
    </section>
  );
}

const TONES = { error: "text-bad", warning: "text-warn", note: "text-muted" } as const;

type LocationsProps = { diagnostics: readonly Diagnostic[]; onGoTo: Props["onGoTo"] };

/** The places it names, each a way to the line; what it really said stays below. */
function Locations({ diagnostics, onGoTo }: LocationsProps) {
  if (diagnostics.length === 0) return null;
  return (
    <ul aria-label="Places named by the compiler" className="max-h-48 divide-y overflow-y-auto border-b">
      {diagnostics.map((diagnostic, index) => (
        <li key={index}>
          <button
            type="button"
            onClick={() => onGoTo(diagnostic)}
            className="flex min-h-11 w-full flex-wrap content-center items-baseline gap-x-2 px-3 py-2 text-left text-sm -outline-offset-2 hover:bg-sunken"
          >
            <span className="text-accent tabular-nums underline underline-offset-2">
              Line {diagnostic.line}
              {diagnostic.column === undefined ? "" : `, column ${diagnostic.column}`}
            </span>
            <span className={`font-medium ${TONES[diagnostic.severity]}`}>{diagnostic.severity}</span>
            <span className="min-w-0 [overflow-wrap:anywhere]">{diagnostic.message}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
