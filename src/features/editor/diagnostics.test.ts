import { describe, expect, it } from "vitest";
import { offsetOf } from "./offset.ts";
import { afterEdit, type Diagnostic, findingsOf, parseDiagnostics } from "./diagnostics.ts";

const text = (output: string) => ({
  encoding: "utf8" as const,
  text: output,
  tail: "",
  totalBytes: output.length,
  cutBytes: 0,
});

const C_OUTPUT = `main.c: In function 'main':
main.c:4:5: error: expected '=', ',', ';', 'asm' or '__attribute__' before 'printf'
    4 |     printf("%s\\n", 5);
      |     ^~~~~~
main.c:5:5: error: 'y' undeclared (first use in this function)
    5 |     y = 3;
      |     ^
main.c:5:5: note: each undeclared identifier is reported only once for each function it appears in
`;

const CPP_OUTPUT = `main.cpp: In function 'int main()':
main.cpp:5:16: error: no matching function for call to 'push_back(const char [2])'
    5 |     v.push_back("a");
      |     ~~~~~~~~~~~^~~~~
In file included from /usr/include/c++/12/vector:64,
                 from /usr/include/x86_64-linux-gnu/c++/12/bits/stdc++.h:71:
/usr/include/c++/12/bits/stl_vector.h:1276:7: note: candidate: 'void push_back(const value_type&)' (near match)
 1276 |       push_back(const value_type& __x)
      |       ^~~~~~~~~
/usr/include/c++/12/bits/stl_vector.h:1276:7: note:   conversion of argument 1 would be ill-formed:
main.cpp:6:13: error: 'w' was not declared in this scope
    6 |     cout << w << endl
      |             ^
`;

const LINKER_OUTPUT = `/tmp/ccOkM14V.o:main.cpp:function main: error: undefined reference to 'f()'
collect2: error: ld returned 1 exit status
`;

const JAVA_OUTPUT = `Main.java:6: error: incompatible types: String cannot be converted to int
        int n = "five";
                ^
Main.java:7: error: cannot find symbol
        System.out.println(m);
                           ^
  symbol:   variable m
  location: class Main
Note: Main.java uses unchecked or unsafe operations.
2 errors
`;

const PYTHON_OUTPUT = `Traceback (most recent call last):
  File "<string>", line 1, in <module>
  File "main.py", line 3
    if x = 2:
       ^^^^^
SyntaxError: invalid syntax. Maybe you meant '==' or ':=' instead of '='?
`;

const NODE_OUTPUT = `/artifact/main.js:2
let b = ;
        ^

SyntaxError: Unexpected token ';'
    at internalCompileFunction (node:internal/vm:76:18)

Node.js v18.20.4
`;

describe("parseDiagnostics", () => {
  it("reads GCC", () => {
    const [first, second, third, ...others] = parseDiagnostics(C_OUTPUT, "");
    expect(first).toMatchObject({ file: "main.c", line: 4, severity: "error" });
    expect(first?.message).toMatch(/^expected '='.* before 'printf'$/);
    expect(second?.message).toBe("'y' undeclared (first use in this function)");
    expect(third).toMatchObject({ file: "main.c", line: 5, severity: "note" });
    expect(others).toEqual([]);
  });

  it("counts GCC's columns in characters, also behind tabs and beyond the end", () => {
    const said = "main.c:1:9: warning: unused variable 'a'\nmain.c:2:7: error: expected ';'\n";
    expect(parseDiagnostics(said, "\tint a;\nint b")).toMatchObject([
      { line: 1, column: 2, severity: "warning" },
      { line: 2, column: 7, severity: "error" },
    ]);
  });

  it("reads javac, with the column from its caret", () => {
    expect(parseDiagnostics(JAVA_OUTPUT, "")).toEqual([
      {
        file: "Main.java",
        line: 6,
        column: 17,
        severity: "error",
        message: "incompatible types: String cannot be converted to int",
      },
      { file: "Main.java", line: 7, column: 28, severity: "error", message: "cannot find symbol" },
    ]);
  });

  it("reads Python, whose lines are printed without their indentation", () => {
    const message = "SyntaxError: invalid syntax. Maybe you meant '==' or ':=' instead of '='?";
    const source = "def f():\n    x = 1\n    if x = 2:\n";
    expect(parseDiagnostics(PYTHON_OUTPUT, source)).toEqual([
      { file: "main.py", line: 3, column: 8, severity: "error", message },
    ]);
  });

  it("reads Python's warnings", () => {
    const said = 'main.py:3: SyntaxWarning: "is" with a literal. Did you mean "=="?\n  if x is 2:\n';
    expect(parseDiagnostics(said, "")).toMatchObject([{ file: "main.py", line: 3, severity: "warning" }]);
  });

  it("reads Node", () => {
    expect(parseDiagnostics(NODE_OUTPUT, "")).toEqual([
      {
        file: "main.js",
        line: 2,
        column: 9,
        severity: "error",
        message: "SyntaxError: Unexpected token ';'",
      },
    ]);
  });

  it("makes nothing of what names no line", () => {
    expect(parseDiagnostics(LINKER_OUTPUT, "")).toEqual([]);
  });
});

describe("findingsOf", () => {
  it("leaves out the system's headers", () => {
    expect(findingsOf(text(CPP_OUTPUT), "").diagnostics.map(({ line }) => line)).toEqual([5, 6]);
  });

  it("does not read across a part that was cut", () => {
    const cut = { ...text("main.c:1:1: error: a"), tail: "main.c:2:1: error: b", cutBytes: 9 };
    expect(findingsOf(cut, "").diagnostics.map(({ line }) => line)).toEqual([1]);
  });
});

describe("afterEdit", () => {
  const at = (line: number): Diagnostic => ({ file: "main.c", line, severity: "error", message: "" });
  const lines = (from: number, to: number, added: number) =>
    afterEdit([at(2), at(4), at(6)], { from, to, added }).map(({ line }) => line);

  it("drops what is on the lines that were changed", () => {
    expect(lines(4, 4, 0)).toEqual([2, 6]);
  });

  it("moves what is below", () => {
    expect(lines(3, 3, 2)).toEqual([2, 6, 8]);
    expect(lines(3, 4, -1)).toEqual([2, 5]);
  });
});

describe("offsetOf", () => {
  it.each([
    [{ line: 1 }, 0],
    [{ line: 2, column: 2 }, 4],
    [{ line: 2, column: 99 }, 5],
    [{ line: 9, column: 1 }, 5],
  ])("%j: %i", (place, offset) => {
    expect(offsetOf("ab\ncd", place)).toBe(offset);
  });
});
