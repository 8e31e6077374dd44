import { ROOMY_LIMITS, type HostileInput } from "../../../support/hostile.ts";

const BOUNDED = /took too long|too much memory|wrote too much/;
const HELLO = '#include <stdio.h>\nint main(void) {\n  puts("OK");\n}\n';

function inC(
  numbers: readonly number[],
  title: string,
  rest: Omit<HostileInput, "numbers" | "title" | "language">,
): HostileInput {
  return { numbers, title, language: "c", compileCpuMs: 1_000, ...rest };
}

function inJava(title: string, program: string, rest: Partial<HostileInput>): HostileInput {
  return { numbers: [86], title, language: "java", program, limits: ROOMY_LIMITS, once: true, ...rest };
}

/** Against the compiler, or with its help. */
export const COMPILING: readonly HostileInput[] = [
  inC([78], "includes /dev/zero", { program: "include-device.c", compileError: BOUNDED, once: true }),
  inC([78], "includes /dev/urandom", {
    program: "include-random.c",
    compileError: /took too long|too much memory|wrote too much|error:/,
    once: true,
  }),
  inC([78], "includes /dev/stdin", { program: "include-stdin.c", compileError: /./ }),
  inC([79], "includes itself twice, 26 levels deep", {
    program: "include-twice.c",
    compileError: BOUNDED,
    once: true,
  }),
  inC([79], "macro bomb", { program: "macro-bomb.c", compileError: BOUNDED, once: true }),
  {
    numbers: [79],
    title: "template bomb",
    language: "cpp",
    program: "template-bomb.cpp",
    compileCpuMs: 1_500,
    compileError: BOUNDED,
    once: true,
  },
  {
    numbers: [79],
    title: "constexpr bomb",
    language: "cpp",
    program: "constexpr-bomb.cpp",
    compileCpuMs: 1_500,
    compileError: /took too long|constexpr/,
    once: true,
  },
  inC([80], "main[-1u] = {1}", { program: "huge-array.c", compileError: /./ }),
  inC([80], "initialised array of 1 GiB", { program: "huge-initialised.c", compileError: /./ }),
  inC([81], "endless diagnostics", {
    program: "endless-diagnostics.c",
    compileError: BOUNDED,
    compileCpuMs: 2_000,
    once: true,
  }),
  inC([82], "assembles /etc/shadow and the runner's environment into itself", {
    program: "incbin.c",
    compileError: /shadow|environ/,
  }),
  inC([82], "assembles a file of the runner into itself", {
    program: "incbin-box.c",
    compileError: /box/,
  }),
  inC([83], "includes /etc/passwd", { program: "include-passwd.c", compileError: /root:x:0:0/ }),
  inC([83], "includes what is above", {
    program: "include-above.c",
    compileError: /shadow.*(denied|No such)/,
  }),
  inC([84], "nothing at all", { program: () => Buffer.alloc(0), compileError: /main/ }),
  inC([84], "NULs only", { program: () => Buffer.alloc(1_000), compileError: /./ }),
  inC([84], "UTF-16", { program: () => Buffer.from(`\uFEFF${HELLO}`, "utf16le"), compileError: /./ }),
  inC([84], "byte order mark", { program: () => Buffer.from(`\uFEFF${HELLO}`), runs: [{ verdict: "AC" }] }),
  inC([84], "CRLF", {
    program: () => Buffer.from(HELLO.replaceAll("\n", "\r\n")),
    runs: [{ verdict: "AC" }],
  }),
  {
    numbers: [84],
    title: "nothing at all in Python",
    language: "python",
    program: () => Buffer.alloc(0),
    runs: [{ verdict: "WA", exitCode: 0 }],
  },
  {
    numbers: [84],
    title: "NULs only in Python",
    language: "python",
    program: () => Buffer.alloc(1_000),
    runs: [{ verdict: "WA", exitCode: 0 }],
    note: "This Python takes a NUL for the end of the program.",
  },
  {
    numbers: [84],
    title: "UTF-16 in JavaScript",
    language: "javascript",
    program: () => Buffer.from("\uFEFFconsole.log('OK')", "utf16le"),
    limits: ROOMY_LIMITS,
    compileError: /SyntaxError/,
  },
  inJava("public class of another name", "WrongClass.java", { compileError: /Wrong/ }),
  inJava("class of another name", "OtherClass.java", { runs: [{ verdict: "RE", exitCode: 1 }] }),
  inJava("class in a package", "Packaged.java", { runs: [{ verdict: "RE", exitCode: 1 }] }),
  inJava("class without main", "NoMain.java", { runs: [{ verdict: "RE", exitCode: 1 }] }),
  inJava("two classes with main", "TwoMains.java", { runs: [{ verdict: "AC" }] }),
  inJava("compiles and leaves nothing", "NoClass.java", {
    numbers: [87],
    compileError: /left no usable program/,
  }),
];
