import { readFileSync } from "node:fs";
import { join } from "node:path";

const PARTS = ["files.c", "objects.c", "held.c", "process.c", "marks.c"];

function read(name: string): string {
  return readFileSync(join(import.meta.dirname, name), "utf8");
}

/** The parts of the C program as the one file a submission is. */
function joinParts(): string {
  const header = read("marks.h").replace("#pragma once", "");
  const parts = PARTS.map((name) =>
    read(name).replace('#include "marks.h"', "").replace("#define _GNU_SOURCE", ""),
  );
  return ["#define _GNU_SOURCE", header, ...parts].join("\n");
}

/** Programs that leave or look for marks, by the word on their standard input (see `marks.c`). */
export const LEAK_PROGRAMS = { c: joinParts(), python: read("marks.py") };
export type LeakLanguage = keyof typeof LEAK_PROGRAMS;

export type Marks = { left: string[]; found: string[]; hasLooked: boolean };

export function readMarks(stdout: string): Marks {
  const lines = stdout.split("\n");
  const named = (word: string): string[] =>
    lines
      .filter((line) => line.startsWith(`${word} `))
      .map((line) => line.slice(word.length + 1))
      .toSorted();
  return { left: named("left"), found: [...new Set(named("found"))], hasLooked: lines.includes("looked") };
}
