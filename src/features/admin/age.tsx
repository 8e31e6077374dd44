"use client";
import { createContext, type ReactNode, useContext } from "react";
import { formatAge } from "../ui/format.ts";
import { useElapsed } from "../ui/use-elapsed.ts";

const SinceTold = createContext(0);

/** Lets every age inside tick; `toldAt` names the answer they were told in. */
export function Ageing({ toldAt, children }: { toldAt: string; children: ReactNode }) {
  return <SinceTold value={useElapsed(toldAt)}>{children}</SinceTold>;
}

/** How old something is now that was `ageMs` old when it was told. */
export function Age({ ageMs }: { ageMs: number }) {
  return <span className="whitespace-nowrap tabular-nums">{formatAge(ageMs + useContext(SinceTold))}</span>;
}
