/** Checkers that follow the conventions, for good or ill. All in Python unless they say otherwise. */

const READ =
  "import sys\noutput = open(sys.argv[2]).read().split()\nanswer = open(sys.argv[3]).read().split()\n";

export const TESTLIB = {
  /** In C. The same numbers in any order, by their count and sum. */
  anyOrder: `#include <stdio.h>
static int read_all(const char *path, long *sum, int *bad) {
  FILE *file = fopen(path, "r");
  int count = 0, matched;
  long value;
  *sum = 0;
  while ((matched = fscanf(file, "%ld", &value)) == 1) { *sum += value; count++; }
  *bad = matched == 0 || count == 0;
  return count;
}
int main(int argc, char **argv) {
  long got, want;
  int bad, bad_answer;
  if (argc != 4) return 3;
  int count = read_all(argv[2], &got, &bad);
  read_all(argv[3], &want, &bad_answer);
  if (bad_answer) return 3;
  if (bad) { fprintf(stderr, "not a number\\n"); return 2; }
  if (got != want) { fprintf(stderr, "sum is %ld, expected %ld\\033[31m\\n", got, want); return 1; }
  fprintf(stderr, "%d numbers\\n", count);
  return 0;
}
`,
  close: `${READ}sys.exit(0 if abs(float(output[0]) - float(answer[0])) <= float(sys.argv[4]) else 1)`,
  points: `${READ}print("points", output[0], "so far", file=sys.stderr)\nsys.exit(7)`,
  tooManyPoints: "import sys\nprint('points 50', file=sys.stderr)\nsys.exit(7)",
  size: "import os, sys\nprint(os.path.getsize(sys.argv[2]), 'bytes', file=sys.stderr)",
  fail: "import sys\nsys.exit(3)",
  abort: "import os\nos.abort()",
  exception: "raise RuntimeError('secret')",
  loop: "while True: pass",
  flood: "import sys\nfor _ in range(100): sys.stdout.write('x' * 1000000)",
  complaints: "import sys\nfor _ in range(100): sys.stderr.write('x' * 1000000)",
  oddCode: "import sys\nsys.exit(77)",
  memory: "x = [bytearray(1 << 20) for _ in range(10000)]",
};

export const ICPC = {
  sameSum: `import sys
_, given, answer, feedback, extra = sys.argv
assert feedback.endswith("/") and extra == "extra argument" and open(given).read()
open(feedback + "judgemessage.txt", "w").write("for the authors")
got = sum(map(int, sys.stdin.read().split()))
if got == sum(map(int, open(answer).read().split())): sys.exit(42)
open(feedback + "teammessage.txt", "w").write(f"sum is {got}\\n")
sys.exit(43)
`,
  zero: "pass",
  crash: "import os\nos.abort()",
  oddFeedback: `import os, sys
message = sys.argv[3] + "teammessage.txt"
kind = sys.stdin.read()
if kind == "link": os.symlink("/etc/passwd", message)
if kind == "pipe": os.mkfifo(message)
if kind == "directory": os.mkdir(message)
if kind == "long": open(message, "w").write("x" * 1000000)
sys.exit(43)
`,
};
