import type { Limits } from "../../../src/contract/limits.ts";
import type { TestVerdict, TimeCause } from "../../../src/contract/verdict.ts";
import { PROGRAMS, type LanguageSlug } from "../../support/programs.ts";

/** What a program does. Its input is `1 2`, the right answer 3. */
export const OUTCOMES = [
  "AC",
  "WA",
  "TLE cpu",
  "TLE wall",
  "MLE",
  "OLE",
  "RE exit code",
  "RE signal",
  "CE",
  "compile bomb",
] as const;
export type Outcome = (typeof OUTCOMES)[number];

export type Expected = { verdict: TestVerdict; timeCause: TimeCause | null };

export const EXPECTED: Readonly<Record<Outcome, Expected>> = {
  AC: { verdict: "AC", timeCause: null },
  WA: { verdict: "WA", timeCause: null },
  "TLE cpu": { verdict: "TLE", timeCause: "cpu" },
  "TLE wall": { verdict: "TLE", timeCause: "wall" },
  MLE: { verdict: "MLE", timeCause: null },
  OLE: { verdict: "OLE", timeCause: null },
  "RE exit code": { verdict: "RE", timeCause: null },
  "RE signal": { verdict: "RE", timeCause: null },
  CE: { verdict: "CE", timeCause: null },
  "compile bomb": { verdict: "CE", timeCause: null },
};

type ChangedLimits = { [Name in keyof Limits]?: Limits[Name] };

const MIB = 1024 * 1024;

/**
 * Limits other than the usual: short where a program is sure to reach them, and never near what the other clock would
 * say, because the machine may be busy.
 */
export const LIMITS: Readonly<Partial<Record<Outcome, ChangedLimits>>> = {
  "TLE cpu": { cpuMs: 500, wallMs: 30_000 },
  "TLE wall": { cpuMs: 10_000, wallMs: 1_500 },
  MLE: { memoryBytes: 64 * MIB, cpuMs: 5_000 },
  OLE: { outputBytes: MIB, cpuMs: 5_000 },
};

/** The exit code of every program that ends with one of its own. */
export const EXIT_CODE = 3;

type Own = Exclude<Outcome, "AC" | "WA" | "TLE cpu" | "MLE" | "CE">;

const c = (body: string): string => `#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
int main(void) {
    ${body}
    return 0;
}
`;
const java = (body: string): string => `public class Main {
    public static void main(String[] args) throws Exception {
        ${body}
    }
}
`;
/** Each name stands for ten of the one before: ten thousand million statements in the end. */
const macros = `#define A0 x++;
${Array.from({ length: 10 }, (_, index) => `#define A${index + 1} ${`A${index} `.repeat(10)}`).join("\n")}
int main(void) { int x = 0; A10 return x; }
`;
/** Includes itself twice: the compiler's complaints about the depth have no end. */
const includes = "#include __FILE__\n#include __FILE__\nint main() { return 0; }\n";
const DEEP = 60_000;

const OWN: Readonly<Record<LanguageSlug, Readonly<Record<Own, string>>>> = {
  c: {
    "TLE wall": c("for (;;) pause();"),
    OLE: c('for (;;) puts("3");'),
    "RE exit code": c(`puts("3"); return ${EXIT_CODE};`),
    "RE signal": c('puts("3"); fflush(stdout); raise(SIGKILL);'),
    "compile bomb": macros,
  },
  cpp: {
    "TLE wall": c("for (;;) pause();"),
    OLE: '#include <iostream>\nint main() { for (;;) std::cout << "3" << std::endl; }\n',
    "RE exit code": c(`puts("3"); exit(${EXIT_CODE});`),
    "RE signal": c('puts("3"); volatile int *nowhere = nullptr; *nowhere = 1;'),
    "compile bomb": includes,
  },
  python: {
    "TLE wall": "import time\nwhile True: time.sleep(1)\n",
    OLE: "while True: print(3)\n",
    "RE exit code": `import sys\nprint(3)\nsys.exit(${EXIT_CODE})\n`,
    "RE signal": "import os\nprint(3, flush=True)\nos.kill(os.getpid(), 11)\n",
    // Nothing is compiled ahead: a source that the parser itself cannot bear.
    "compile bomb": `print(${"(".repeat(DEEP)}3${")".repeat(DEEP)})\n`,
  },
  javascript: {
    "TLE wall": "setInterval(() => {}, 1_000);\n",
    OLE: 'const { writeSync } = require("fs");\nfor (;;) writeSync(1, "3\\n".repeat(1_000));\n',
    "RE exit code": `console.log(3);\nprocess.exitCode = ${EXIT_CODE};\n`,
    "RE signal": 'console.log(3);\nprocess.kill(process.pid, "SIGKILL");\nfor (;;);\n',
    // As in Python.
    "compile bomb": `console.log(${"[".repeat(DEEP)}3${"]".repeat(DEEP - 1)});\n`,
  },
  java: {
    "TLE wall": java("for (;;) Thread.sleep(1_000);"),
    OLE: java("for (;;) System.out.println(3);"),
    "RE exit code": java(`System.out.println(3); System.exit(${EXIT_CODE});`),
    "RE signal": java(`java.lang.reflect.Field field = sun.misc.Unsafe.class.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        ((sun.misc.Unsafe) field.get(null)).putAddress(0, 0);`),
    "compile bomb": java(`int x = ${"(".repeat(DEEP)}3${")".repeat(DEEP)};`),
  },
};

export function programOf(language: LanguageSlug, outcome: Outcome): string {
  const { TLE, AC, WA, MLE, CE } = PROGRAMS[language];
  return { ...OWN[language], AC, WA, MLE, CE, "TLE cpu": TLE }[outcome];
}

/** What the result of a run-time error must say about how the program ended. */
export const SIGNALS: Readonly<Record<LanguageSlug, string>> = {
  c: "SIGKILL",
  cpp: "SIGSEGV",
  python: "SIGSEGV",
  javascript: "SIGKILL",
  // The JVM handles the fault itself, writes its report, and aborts.
  java: "SIGABRT",
};
