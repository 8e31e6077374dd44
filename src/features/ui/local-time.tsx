"use client";
import { useSyncExternalStore } from "react";

const never = () => () => {};

/** A moment in the reader's own time zone. The server cannot know the zone and writes UTC. */
export function LocalTime({ at }: { at: string }) {
  const text = useSyncExternalStore(
    never,
    () => new Date(at).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" }),
    () => `${at.slice(0, 19).replace("T", " ")} UTC`,
  );
  return (
    <time dateTime={at} className="whitespace-nowrap tabular-nums">
      {text}
    </time>
  );
}
