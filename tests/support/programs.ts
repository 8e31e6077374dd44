/**
 * Small programs with known verdicts on the seeded problem `sum`, in every language. The engine's tests of all tiers
 * use these. Those that exceed a limit do so on the first sample (`1 2`) alone: waiting for it once is enough.
 */
export const LANGUAGES = ["c", "cpp", "python", "javascript", "java"] as const;
export type LanguageSlug = (typeof LANGUAGES)[number];

export const VERDICTS = ["AC", "WA", "TLE", "MLE", "RE", "CE"] as const;
export type ProgramVerdict = (typeof VERDICTS)[number];

const javaMain = (body: string): string => `import java.util.*;

public class Main {
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        long a = in.nextLong(), b = in.nextLong();
        ${body}
    }
}
`;
const cMain = (body: string): string => `#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void) {
    long long a, b;
    if (scanf("%lld %lld", &a, &b) != 2) return 9;
    ${body}
    return 0;
}
`;
const cppMain = (body: string): string => `#include <bits/stdc++.h>
using namespace std;

int main() {
    long long a, b;
    cin >> a >> b;
    ${body}
}
`;
const python = (body: string): string => `a, b = map(int, input().split())\n${body}\n`;
const javascript = (body: string): string =>
  `const [a, b] = require("fs").readFileSync(0, "utf8").split(/\\s+/).map(Number);\n${body}\n`;

export const PROGRAMS: Readonly<Record<LanguageSlug, Readonly<Record<ProgramVerdict, string>>>> = {
  c: {
    AC: cMain('printf("%lld\\n", a + b);'),
    WA: cMain('printf("%lld\\n", a - b - 1);'),
    TLE: cMain("for (volatile long long i = 0; a == 1; i++);"),
    MLE: cMain("while (a == 1) { char *p = malloc(1 << 20); if (p) memset(p, 1, 1 << 20); }"),
    RE: cMain("abort();"),
    CE: cMain("this is not C;"),
  },
  cpp: {
    AC: cppMain('cout << a + b << "\\n";'),
    WA: cppMain('cout << a - b - 1 << "\\n";'),
    TLE: cppMain("for (volatile long long i = 0; a == 1; i = i + 1);"),
    MLE: cppMain("vector<string> all; while (a == 1) all.push_back(string(1 << 20, 'x'));"),
    RE: cppMain('throw runtime_error("on purpose");'),
    CE: cppMain("this is not C++;"),
  },
  python: {
    AC: python("print(a + b)"),
    WA: python("print(a - b - 1)"),
    TLE: python("while a == 1:\n    pass"),
    MLE: python("all = []\nwhile a == 1:\n    all.append(b'x' * (1 << 20))"),
    RE: python("raise ValueError('on purpose')"),
    CE: "def broken(:\n",
  },
  javascript: {
    AC: javascript("console.log(a + b);"),
    WA: javascript("console.log(a - b - 1);"),
    TLE: javascript("while (a === 1);"),
    MLE: javascript("const all = [];\nwhile (a === 1) all.push(Buffer.alloc(1 << 20, 1));"),
    RE: javascript('throw new Error("on purpose");'),
    CE: "function broken( {\n",
  },
  java: {
    AC: javaMain("System.out.println(a + b);"),
    WA: javaMain("System.out.println(a - b - 1);"),
    TLE: javaMain("for (long i = 0; a == 1; i++) if (i == -1) System.out.println(i);"),
    MLE: javaMain(
      "List<byte[]> all = new ArrayList<>(); while (a == 1) { byte[] some = new byte[1 << 20]; Arrays.fill(some, (byte) 1); all.add(some); }",
    ),
    RE: javaMain('throw new IllegalStateException("on purpose");'),
    CE: javaMain("this is not Java;"),
  },
};
