import type { ReactNode } from "react";
import { classNames } from "../ui/class-names.ts";

type Props = { caption: string; columns: readonly string[]; children: ReactNode };

/** The title of a column of buttons, which say themselves what they do. */
export const ACTIONS = "Actions";

/**
 * A table; where the screen is too narrow for it each row becomes a card whose cells carry their own titles. The roles
 * say again what the elements are, because browsers forget it when a table is laid out otherwise.
 */
export function DataTable({ caption, columns, children }: Props) {
  return (
    <table role="table" className="w-full text-left text-sm tabular-nums max-lg:block">
      <caption className="sr-only">{caption}</caption>
      <thead role="rowgroup" className="bg-sunken text-muted max-lg:sr-only">
        <tr role="row">
          {columns.map((title) => (
            <th key={title} role="columnheader" scope="col" className="px-4 py-2 font-medium">
              {title === ACTIONS ? <span className="sr-only">{title}</span> : title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup" className="max-lg:block">
        {children}
      </tbody>
    </table>
  );
}

type RowProps = { children: ReactNode; className?: string; [data: `data-${string}`]: string };

export function DataRow({ children, className, ...attributes }: RowProps) {
  return (
    <tr
      role="row"
      className={classNames(
        "border-t max-lg:grid max-lg:grid-cols-2 max-lg:gap-x-4 max-lg:gap-y-3 max-lg:px-4 max-lg:py-4 max-lg:first:border-t-0",
        className,
      )}
      {...attributes}
    >
      {children}
    </tr>
  );
}

/** What the row is about: the first cell, and the heading of its card. */
export function DataHead({ children }: { children: ReactNode }) {
  return (
    <th
      role="rowheader"
      scope="row"
      className="px-4 py-2.5 align-top font-normal max-lg:col-span-full max-lg:p-0"
    >
      {children}
    </th>
  );
}

type CellProps = { title: string; children: ReactNode; className?: string };

export function DataCell({ title, children, className }: CellProps) {
  return (
    <td
      role="cell"
      className={classNames("min-w-0 px-4 py-2.5 align-top max-lg:block max-lg:p-0", className)}
    >
      {title === ACTIONS ? null : <span className="block text-xs text-muted lg:hidden">{title}</span>}
      {children}
    </td>
  );
}
