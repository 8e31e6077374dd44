import type { CompileResult } from "#contract/event.ts";
import { TextView } from "../output/output-view.tsx";
import { classNames } from "../ui/class-names.ts";
import { formatTime } from "../ui/format.ts";

/** What the compiler said: errors, and warnings also when it succeeded. */
export function CompileOutput({ compile }: { compile: CompileResult | null }) {
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
      <TextView
        text={compile.output}
        label="Compiler output"
        className="max-h-80"
        empty="(the compiler said nothing)"
      />
    </section>
  );
}
