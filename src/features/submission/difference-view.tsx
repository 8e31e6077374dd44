import type { ReactNode } from "react";
import { classNames } from "../ui/class-names.ts";
import type { Piece, ShownLine } from "./difference-rows.ts";
import type { OutputDifference } from "./output-difference.ts";

type Props = {
  difference: OutputDifference;
  /** Whether every character of white space counts, so that all of it has to be seen. */
  exact: boolean;
};

/** The first difference in words, and the lines around it side by side. */
export function DifferenceView({ difference: { summary, rows, more }, exact }: Props) {
  return (
    <section aria-label="First difference" className="overflow-hidden rounded-lg border bg-surface">
      <p className="border-b bg-bad-soft px-3 py-2 text-sm font-medium break-words text-bad">{summary}</p>
      {rows.length > 0 ? (
        <div tabIndex={0} className="max-h-80 overflow-y-auto -outline-offset-2">
          <table className="w-full table-fixed text-left text-sm">
            <caption className="sr-only">Expected and actual output around the first difference</caption>
            <thead className="sticky top-0 bg-sunken text-muted">
              <tr>
                <th scope="col" className={HEAD}>
                  Expected
                </th>
                <th scope="col" className={`${HEAD} border-l`}>
                  Yours
                </th>
              </tr>
            </thead>
            <tbody className="font-mono leading-normal">
              {more.above ? <Beyond>the lines above are the same</Beyond> : null}
              {rows.map(({ expected, actual }, index) => (
                <tr key={index} className="align-top">
                  <Side line={expected} absent="not expected" exact={exact} />
                  <Side line={actual} absent="missing" exact={exact} second />
                </tr>
              ))}
              {more.below ? <Beyond>more lines follow</Beyond> : null}
            </tbody>
          </table>
        </div>
      ) : null}
    </section>
  );
}

const HEAD = "px-2 py-1.5 font-medium sm:px-3";

function Beyond({ children }: { children: ReactNode }) {
  return (
    <tr>
      <td colSpan={2} className="border-y border-dashed py-1 text-center font-sans text-xs text-muted">
        {children}
      </td>
    </tr>
  );
}

type SideProps = { line: ShownLine | null; absent: string; exact: boolean; second?: boolean };

function Side({ line, absent, exact, second = false }: SideProps) {
  const decides = line?.pieces.some(({ mark }) => mark === "first") ?? false;
  return (
    <td className={classNames("px-2 py-0.5 sm:px-3", second && "border-l", decides && "bg-sunken")}>
      {line ? (
        <div className="flex gap-2">
          <span
            aria-hidden="true"
            className="min-w-4 shrink-0 text-right text-muted tabular-nums select-none"
          >
            {line.number}
          </span>
          <span className="min-w-0 [overflow-wrap:anywhere] whitespace-pre-wrap">
            {line.cutBefore ? <Cut /> : null}
            {line.pieces.map((piece, index) => (
              <PieceView key={index} piece={piece} exact={exact} />
            ))}
            {line.cutAfter ? <Cut /> : null}
          </span>
        </div>
      ) : (
        <span className="font-sans text-xs text-muted italic select-none">{absent}</span>
      )}
    </td>
  );
}

/** Stands for a part of a long line that is not shown. */
function Cut() {
  return <span className="font-sans text-xs text-muted select-none">{" … "}</span>;
}

const MARKS = {
  first: "rounded-sm bg-bad-soft font-bold text-bad underline decoration-2 underline-offset-4",
  differs: "bg-transparent text-inherit underline decoration-bad decoration-dotted underline-offset-4",
} as const;

const SPACES: Readonly<Record<string, { name: string; picture: string }>> = {
  " ": { name: "space", picture: "before:content-['·']" },
  "\t": { name: "tab", picture: "before:content-['→']" },
  "\n": { name: "line end", picture: "before:content-['↵']" },
  "\r": { name: "carriage return", picture: "before:content-['\\\\r']" },
  "\v": { name: "vertical tab", picture: "before:content-['\\\\v']" },
  "\f": { name: "form feed", picture: "before:content-['\\\\f']" },
};

/** Pictures of white space are drawn by the style sheet: what is selected and copied stays the text itself. */
function PieceView({ piece: { text, space, trailing, mark }, exact }: { piece: Piece; exact: boolean }) {
  const known = space && (exact || trailing || mark) ? SPACES[text] : undefined;
  const content = known ? (
    <span
      role={mark ? "img" : undefined}
      aria-label={mark ? known.name : undefined}
      className={classNames(
        known.picture,
        text === " " ? "relative before:absolute before:inset-x-0 before:text-center" : false,
        !mark && "before:text-muted",
      )}
    >
      {text}
    </span>
  ) : (
    text
  );
  return mark ? <mark className={MARKS[mark]}>{content}</mark> : content;
}
