"use client";
import { useEffect, useState } from "react";

/** True once `active` has held for some time without a break. */
export function useLasting(active: boolean, afterMs: number): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!active) return;
    const timer = setTimeout(() => setLasting(true), afterMs);
    return () => {
      clearTimeout(timer);
      setLasting(false);
    };
  }, [active, afterMs]);
  return active && lasting;
}
