import { ROOMY_LIMITS, type HostileInput } from "../../../support/hostile.ts";

const MIB = 1024 * 1024;
const letters = (count: number): Uint8Array => Uint8Array.from({ length: count }, (_, at) => 97 + (at % 26));
const allBytes = (): Uint8Array => Uint8Array.from({ length: 256 }, (_, at) => at);
const cutCharacters = (): Uint8Array =>
  Buffer.concat([
    Buffer.alloc(65_535, "a"),
    ...Array.from({ length: 100 }, () => Buffer.from([0xc3, 0xa9, 0xff])),
  ]);

/** Standard input, output and error. */
export const STREAMS: readonly HostileInput[] = [
  {
    numbers: [31, 33],
    title: "floods standard output; the right answer and 10 MiB of blanks",
    language: "c",
    program: "flood.c",
    limits: { ...ROOMY_LIMITS, outputBytes: MIB },
    runs: [
      { stdin: "o", verdict: "OLE", stdoutBytes: MIB },
      { stdin: "b", verdict: "OLE", stdoutBytes: MIB },
    ],
  },
  {
    numbers: [31],
    title: "floods standard output in Python",
    language: "python",
    program: "flood.py",
    limits: { ...ROOMY_LIMITS, outputBytes: MIB },
    runs: [{ verdict: "OLE", stdoutBytes: MIB }],
  },
  {
    numbers: [31],
    title: "floods standard output in JavaScript",
    language: "javascript",
    program: "flood.js",
    limits: { ...ROOMY_LIMITS, outputBytes: MIB },
    runs: [{ verdict: "OLE", stdoutBytes: MIB }],
    once: true,
  },
  {
    numbers: [32],
    title: "floods standard error",
    language: "c",
    program: "flood.c",
    runs: [{ stdin: "e", verdict: "TLE" }],
  },
  {
    numbers: [33],
    title: "the right answer and 10 MiB of blanks, within the output limit",
    language: "c",
    program: "flood.c",
    limits: ROOMY_LIMITS,
    runs: [{ stdin: "b", verdict: "AC", stdoutBytes: 160 * 65_536 + 2 }],
    note: "Blanks at the end do not matter to the token checker.",
  },
  {
    numbers: [34],
    title: "one line of 10 MB",
    language: "c",
    program: "long-line.c",
    limits: ROOMY_LIMITS,
    checker: "exact",
    runs: [{ expected: () => letters(10_000_000), verdict: "AC" }],
  },
  {
    numbers: [35],
    title: "200,000 writes of one byte, output and error in turn",
    language: "c",
    program: "alternating.c",
    limits: ROOMY_LIMITS,
    checker: "exact",
    runs: [{ expected: () => letters(100_000), verdict: "AC", stderrBytes: 100_000 }],
  },
  {
    numbers: [36, 37, 39, 40],
    title: "every byte, characters cut in two, terminal and browser controls: exactly as written",
    language: "c",
    program: "bytes.c",
    limits: ROOMY_LIMITS,
    checker: "exact",
    runs: [
      { stdin: "0", expected: allBytes, verdict: "AC" },
      { stdin: "u", expected: cutCharacters, verdict: "AC" },
      { stdin: "c", expected: "\u001B[2J\u001B]0;owned\u0007\r\b\u202Eend\n", verdict: "AC" },
      { stdin: "h", expected: "<script>alert(1)</script>\"'&amp;\n", verdict: "AC" },
    ],
  },
  {
    numbers: [36, 38],
    title: "binary rubbish, and a NUL inside the right answer",
    language: "c",
    program: "bytes.c",
    runs: [
      { stdin: "0", verdict: "WA" },
      { stdin: "n", verdict: "WA" },
    ],
  },
  {
    numbers: [41],
    title: "line ends of all kinds",
    language: "c",
    program: "line-ends.c",
    runs: [
      ...["n", "c", "r", "s"].map((stdin) => ({ stdin, expected: "1 2\n3\n", verdict: "AC" as const })),
      { stdin: "x", expected: "1 2\n3\n", verdict: "WA" },
    ],
  },
  { numbers: [42], title: "no output", language: "c", program: "silent.c", runs: [{ verdict: "WA" }] },
  {
    numbers: [43],
    title: "closes its output, then hangs or aborts",
    language: "c",
    program: "close-stdout.c",
    limits: { wallMs: 500 },
    runs: [
      { stdin: "h", verdict: "TLE", timeCause: "wall" },
      { stdin: "a", verdict: "RE", signal: "SIGABRT" },
    ],
  },
  {
    numbers: [44],
    title: "prints the runner's own result, and words that fool a careless judge",
    language: "c",
    program: "forged-frame.c",
    runs: [{ verdict: "WA", exitCode: 0, stdoutBytes: 97 }],
  },
  {
    numbers: [45, 75],
    title: "uses descriptors it was never given, and overwrites its own program",
    language: "c",
    program: "descriptors-inherited.c",
    runs: [{ verdict: "AC" }],
  },
  {
    numbers: [46],
    title: "reopens, seeks and cuts its output, looks for a terminal",
    language: "c",
    program: "reopen-stdout.c",
    runs: [{ verdict: "AC" }],
  },
  {
    numbers: [47],
    title: "leaves the streams non-blocking, appending and small",
    language: "c",
    program: "nonblocking.c",
    runs: [{ verdict: "AC" }, { verdict: "AC" }],
  },
  {
    numbers: [48],
    title: "never reads 100 MB",
    language: "c",
    program: "ignore-stdin.c",
    limits: ROOMY_LIMITS,
    runs: [{ stdin: () => Buffer.alloc(100_000_000, "1"), verdict: "AC" }, { verdict: "AC" }],
    once: true,
  },
  {
    numbers: [49],
    title: "closes its input at once",
    language: "c",
    program: "close-stdin.c",
    runs: [{ stdin: () => Buffer.alloc(4_000_000, "1"), verdict: "AC" }, { verdict: "AC" }],
  },
  {
    numbers: [50],
    title: "reads on after the end of its input",
    language: "c",
    program: "read-after-end.c",
    runs: [
      { stdin: "e\n", verdict: "AC" },
      { stdin: "l\n", verdict: "TLE", timeCause: "cpu" },
    ],
  },
  {
    numbers: [51],
    title: "input without content, with every byte, without an end of line",
    language: "c",
    program: "echo.c",
    checker: "exact",
    limits: ROOMY_LIMITS,
    runs: [
      { stdin: "", expected: "", verdict: "AC" },
      { stdin: allBytes, expected: allBytes, verdict: "AC" },
      { stdin: "no end", expected: "no end", verdict: "AC" },
      { stdin: () => letters(3_000_000), expected: () => letters(3_000_000), verdict: "AC" },
    ],
  },
];
