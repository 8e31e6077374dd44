/** What is measured: hello world, compiled and interpreted. `bare` is what a person would type. */
export type BenchProgram = {
  title: string;
  language: string;
  file: string;
  source: string;
  bare: string;
};

export const PROGRAMS: readonly BenchProgram[] = [
  {
    title: "C++ hello (bits/stdc++.h)",
    language: "cpp",
    file: "main.cpp",
    source:
      '#include <bits/stdc++.h>\nusing namespace std;\n\nint main() {\n    cout << "Hello, world!" << endl;\n}\n',
    bare: "g++ -O2 main.cpp -o main && ./main",
  },
  {
    title: "Python hello",
    language: "python",
    file: "main.py",
    source: 'print("Hello, world!")\n',
    bare: "python3 main.py",
  },
];
