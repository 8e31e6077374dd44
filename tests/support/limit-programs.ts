/** Programs in C that use as much of one thing as their input says, and end well only when they get all of it. */
const program = (body: string): string => `#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int recurse(long kib) {
    volatile char frame[1024];
    frame[0] = (char)kib;
    return kib == 0 ? 0 : recurse(kib - 1) + frame[0] - (char)kib;
}

int main(void) {
    long n;
    if (scanf("%ld", &n) != 1) return 9;
    ${body}
    return recurse(0);
}
`;

export const PROGRAMS = {
  /** Milliseconds of CPU time. */
  burn: program("while (clock() < n * (CLOCKS_PER_SEC / 1000)) continue;"),
  /** Milliseconds. */
  sleep: program("usleep((useconds_t)n * 1000);"),
  /** MiB. */
  touch: program(
    "char *all = malloc((size_t)n << 20); memset(all, 1, (size_t)n << 20); if (all[n] != 1) return 1;",
  ),
  /** Bytes. */
  print: program("while (n-- > 0) putchar('x');"),
  /** Processes, itself not counted, all alive at once. */
  fork: program(`for (long i = 0; i < n; i++) {
        pid_t pid = fork();
        if (pid == 0) for (;;) pause();
        if (pid < 0) return 1;
    }`),
  /** KiB. */
  recurse: program("if (recurse(n) != 0) return 1;"),
  /** KiB. */
  write: program(`static char kib[1024];
    int fd = open("file", O_WRONLY | O_CREAT, 0600);
    while (n-- > 0) if (write(fd, kib, sizeof kib) != sizeof kib) return 1;`),
  /** Descriptors, the first three not counted. */
  open: program('while (n-- > 0) if (open("/dev/null", O_RDONLY) < 0) return 1;'),
};

/** In C and in C++. */
export const COMPILES = "int main(void) { return 0; }\n";

/** Several seconds of work for the compiler (C++). */
export const SLOW_TO_COMPILE = `constexpr long work(long n) {
    long sum = 0;
    for (long i = 0; i < n; i++)
        for (long j = 0; j < 1000; j++) sum += j;
    return sum;
}
static_assert(work(1500) > 0);
int main() {}
`;

const sixteen = (name: string, of: string): string => `#define ${name} ${Array(16).fill(of).join(" ")}\n`;

/** A text of 16 MiB: the compiler needs several hundred. */
export const LONG_TEXT = `#define A "0123456789abcdef"
${["AB", "BC", "CD", "DE", "EF"].map(([from = "", to = ""]) => sixteen(to, from)).join("")}
const char text[] = F;
int main(void) { return text[0] != '0'; }
`;

/** Compiles, with some thousand bytes of warnings. */
export const MANY_WARNINGS = `${"#warning there is something to say about this line\n".repeat(50)}int main(void) { return 0; }\n`;
