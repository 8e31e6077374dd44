"use client";
import { useEffect, useRef } from "react";

/** Drawing at most this often keeps a page with hundreds of tests responsive. */
const DRAW_EVERY_MS = 100;

/** Hands over the first item at once and those that follow closely in batches. */
export function useBatches<Item>(onBatch: (items: readonly Item[]) => void): (item: Item) => void {
  const waiting = useRef<Item[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(
    () => () => {
      clearTimeout(timer.current ?? undefined);
      timer.current = null;
    },
    [],
  );

  function flush() {
    timer.current = null;
    if (waiting.current.length === 0) return;
    onBatch(waiting.current.splice(0));
    timer.current = setTimeout(flush, DRAW_EVERY_MS);
  }
  return (item) => {
    waiting.current.push(item);
    if (timer.current === null) flush();
  };
}
