"use client";

const PANES = [
  { key: "statement", label: "Statement" },
  { key: "code", label: "Code" },
  { key: "result", label: "Result" },
] as const;

export type Pane = (typeof PANES)[number]["key"];

/** Which part a narrow screen shows. Wide screens show all of them. */
export function PaneSwitch({ pane, onSelect }: { pane: Pane; onSelect: (pane: Pane) => void }) {
  return (
    <nav
      aria-label="Parts of this page"
      className="sticky top-0 z-10 grid grid-cols-3 border-b bg-surface lg:hidden"
    >
      {PANES.map(({ key, label }) => (
        <button
          key={key}
          type="button"
          aria-pressed={key === pane}
          onClick={() => onSelect(key)}
          className="h-11 border-b-2 border-transparent text-sm font-medium text-muted -outline-offset-2 aria-pressed:border-accent aria-pressed:text-ink"
        >
          {label}
        </button>
      ))}
    </nav>
  );
}
