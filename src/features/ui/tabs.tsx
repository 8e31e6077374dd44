"use client";
import { type KeyboardEvent, type ReactNode, useId, useRef } from "react";
import { classNames } from "./class-names.ts";

type Tab<Key extends string> = { key: Key; label: ReactNode; panel: ReactNode };

type Props<Key extends string> = {
  label: string;
  tabs: readonly Tab<Key>[];
  selected: Key;
  onSelect: (key: Key) => void;
  className?: string;
  panelClassName?: string;
  /** Shown at the end of the row of tabs. */
  extra?: ReactNode;
};

/** Tabs as the ARIA practices describe them. Panels stay mounted, so nothing in them is lost by looking elsewhere. */
export function Tabs<Key extends string>(props: Props<Key>) {
  const { tabs, selected, onSelect } = props;
  const id = useId();
  const list = useRef<HTMLDivElement>(null);

  function onKeyDown(event: KeyboardEvent) {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    const index = tabs.findIndex((tab) => tab.key === selected);
    const next = tabs[(index + step + tabs.length) % tabs.length];
    if (!next) return;
    event.preventDefault();
    onSelect(next.key);
    list.current?.querySelector<HTMLElement>(`[data-tab="${next.key}"]`)?.focus();
  }

  return (
    <div className={classNames("flex min-h-0 flex-col", props.className)}>
      <div className="flex min-h-10 shrink-0 items-stretch justify-between gap-2 border-b px-2">
        <div ref={list} role="tablist" aria-label={props.label} className="flex" onKeyDown={onKeyDown}>
          {tabs.map(({ key, label }) => (
            <button
              key={key}
              type="button"
              role="tab"
              data-tab={key}
              id={`${id}-${key}-tab`}
              aria-selected={key === selected}
              aria-controls={`${id}-${key}`}
              tabIndex={key === selected ? 0 : -1}
              onClick={() => onSelect(key)}
              className="-mb-px inline-flex items-center gap-1.5 border-b-2 border-transparent px-3 text-sm font-medium text-muted -outline-offset-2 hover:text-ink aria-selected:border-accent aria-selected:text-ink"
            >
              {label}
            </button>
          ))}
        </div>
        {props.extra}
      </div>
      {tabs.map(({ key, panel }) => (
        <div
          key={key}
          role="tabpanel"
          id={`${id}-${key}`}
          aria-labelledby={`${id}-${key}-tab`}
          hidden={key !== selected}
          className={classNames("min-h-0 flex-1", props.panelClassName)}
        >
          {panel}
        </div>
      ))}
    </div>
  );
}
