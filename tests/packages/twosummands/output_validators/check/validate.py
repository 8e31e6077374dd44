import sys

# validate.py input answer feedback_dir [flags], the output on standard input: 42 accepts, 43 refuses.
n = int(open(sys.argv[1]).read())
words = sys.stdin.read().split()
try:
    a, b = map(int, words)
except ValueError:
    sys.exit(43)
if "positive" in sys.argv[4:] and min(a, b) < 1:
    sys.exit(43)
sys.exit(42 if a + b == n else 43)
