/** Programs that measure themselves and print what they measured: `cpu MICROSECONDS`, `memory BYTES`. */

const C_HEAD = `#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
static volatile unsigned long sink;
static void spin(long million) {
    for (unsigned long i = 0; i < million * 1000000ul; i++) sink += i;
}
static long long micros(int who) {
    struct rusage usage;
    getrusage(who, &usage);
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000ll + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}
`;

/** Million steps of the busy loop: a few hundred milliseconds on most machines. */
const STEPS = 240;

const BUSY_C = `${C_HEAD}
int main(void) {
    spin(${STEPS});
    printf("cpu %lld\\n", micros(RUSAGE_SELF));
}
`;

/** Much of the time in the kernel. */
const BUSY_IN_KERNEL = `${C_HEAD}
int main(void) {
    for (int i = 0; i < 30; i++) {
        char *p = mmap(NULL, 8 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        memset(p, 1, 8 << 20);
        munmap(p, 8 << 20);
    }
    printf("cpu %lld\\n", micros(RUSAGE_SELF));
}
`;

const EIGHT_THREADS = `${C_HEAD}
static void *work(void *argument) {
    spin(${STEPS / 8});
    return argument;
}
int main(void) {
    pthread_t threads[8];
    for (int i = 0; i < 8; i++)
        if (pthread_create(&threads[i], NULL, work, NULL) != 0) return 1;
    for (int i = 0; i < 8; i++) pthread_join(threads[i], NULL);
    printf("cpu %lld\\n", micros(RUSAGE_SELF));
}
`;

const EIGHT_CHILDREN = `${C_HEAD}
int main(void) {
    for (int i = 0; i < 8; i++)
        if (fork() == 0) {
            spin(${STEPS / 8});
            _exit(0);
        }
    while (wait(NULL) > 0);
    printf("cpu %lld\\n", micros(RUSAGE_SELF) + micros(RUSAGE_CHILDREN));
}
`;

/** Grandchildren whose parent is gone tell their time themselves. */
const EIGHT_ORPHANS = `${C_HEAD}
int main(void) {
    int results[2];
    if (pipe(results) < 0) return 1;
    for (int i = 0; i < 8; i++)
        if (fork() == 0) {
            if (fork() != 0) _exit(0);
            setsid();
            spin(${STEPS / 8});
            long long own = micros(RUSAGE_SELF);
            if (write(results[1], &own, sizeof own) < 0) abort();
            _exit(0);
        }
    while (wait(NULL) > 0);
    long long sum = 0, one;
    for (int i = 0; i < 8; i++)
        if (read(results[0], &one, sizeof one) == sizeof one) sum += one;
    printf("cpu %lld\\n", sum + micros(RUSAGE_SELF) + micros(RUSAGE_CHILDREN));
}
`;

/** Nobody is told of these children's end, so only the kernel's count of the whole container knows of them. */
const UNWAITED_CHILDREN = EIGHT_ORPHANS.replace(
  "int results[2];",
  "int results[2];\n    if (sigignore(SIGCHLD) < 0) return 1;",
).replace("#include <stdio.h>", "#include <signal.h>\n#include <stdio.h>");

const BUSY_PYTHON = `import resource
total = 0
for i in range(4_000_000):
    total += i
usage = resource.getrusage(resource.RUSAGE_SELF)
print("cpu", round((usage.ru_utime + usage.ru_stime) * 1e6))
`;

/** Long enough that what Node does after the last line (about 20 ms) is within the 5 %. */
const BUSY_JAVASCRIPT = `let total = 0;
for (let i = 0; i < 2e8; i++) total = (total + i) % 1000003;
const { user, system } = process.cpuUsage();
console.log("cpu", total < 0 ? 0 : user + system);
`;

/** Programs that are busy for a while, each in another way. */
export const BUSY = [
  { what: "a loop in C", language: "c", source: BUSY_C, repeats: 3 },
  { what: "a program busy in the kernel", language: "c", source: BUSY_IN_KERNEL, repeats: 3 },
  { what: "eight threads", language: "c", source: EIGHT_THREADS, repeats: 3 },
  { what: "eight children", language: "c", source: EIGHT_CHILDREN, repeats: 3 },
  { what: "eight orphans", language: "c", source: EIGHT_ORPHANS, repeats: 3 },
  { what: "eight children nobody waits for", language: "c", source: UNWAITED_CHILDREN, repeats: 3 },
  { what: "a loop in Python", language: "python", source: BUSY_PYTHON, repeats: 3 },
  { what: "a loop in JavaScript", language: "javascript", source: BUSY_JAVASCRIPT, repeats: 1 },
] as const;

/** Different ways to sleep. */
export const SLEEPERS = [
  { what: "sleeps", source: "#include <unistd.h>\nint main(void) { usleep(400000); }\n" },
  {
    what: "waits for input that never comes",
    source: "#include <poll.h>\nint main(void) { poll(0, 0, 400); }\n",
  },
  {
    what: "has eight sleeping children",
    source: `#include <sys/wait.h>
#include <unistd.h>
int main(void) {
    for (int i = 0; i < 8; i++)
        if (fork() == 0) { usleep(300000); _exit(0); }
    while (wait(0) > 0);
}
`,
  },
] as const;

/** Touches as many MiB as its input says, gives them back, and prints the peak the kernel noted for it. */
export const TOUCHER = `#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
int main(void) {
    long mib, peak = 0;
    if (scanf("%ld", &mib) != 1) return 2;
    size_t size = (size_t)mib << 20;
    char *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED) return 3;
    memset(p, 1, size);
    munmap(p, size);
    FILE *status = fopen("/proc/self/status", "r");
    for (char line[256]; fgets(line, sizeof line, status);) sscanf(line, "VmHWM: %ld", &peak);
    printf("memory %ld\\n", peak * 1024);
}
`;

/** Leaves as many empty files as its input says, or, for 0, only sleeps. */
export const LITTERER = `#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
int main(void) {
    int count;
    if (scanf("%d", &count) != 1) return 2;
    if (count == 0) return usleep(80000) != 0;
    for (char name[32]; count > 0; count--) {
        sprintf(name, "%d", count);
        int fd = open(name, O_WRONLY | O_CREAT, 0600);
        if (fd < 0) return 3;
        close(fd);
    }
}
`;

/** Keeps a core and its memory busy until it is ended. */
export const NEIGHBOUR = `#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int main(void) {
    if (write(1, "busy", 4) != 4) return 1;
    for (int i = 0; i < 3; i++)
        if (fork() == 0) break;
    for (;;) {
        char *p = malloc(4 << 20);
        memset(p, 1, 4 << 20);
        free(p);
    }
}
`;

/** Programs that want a core all the time, until they are ended. */
export const BUSY_FOR_EVER = [
  { what: "a loop", language: "c", source: "int main(void) { for (volatile int i = 0;;) i = 0; }\n" },
  { what: "a loop in Python", language: "python", source: "while True: pass\n" },
  {
    what: "a program of four busy threads",
    language: "c",
    source: `#include <pthread.h>
static void *work(void *argument) { for (volatile int i = 0;;) i = 0; return argument; }
int main(void) {
    pthread_t thread;
    for (int i = 0; i < 3; i++)
        if (pthread_create(&thread, NULL, work, NULL) != 0) return 1;
    work(NULL);
}
`,
  },
  {
    what: "a parent that waits for four busy children",
    language: "c",
    source: `#include <sys/wait.h>
#include <unistd.h>
int main(void) {
    for (int i = 0; i < 4; i++)
        if (fork() == 0) for (volatile int j = 0;;) j = 0;
    wait(NULL);
}
`,
  },
] as const;

/** Programs that sleep until they are ended, or nearly. */
export const MOSTLY_ASLEEP = [
  { what: "a sleeper", language: "c", source: "#include <unistd.h>\nint main(void) { for (;;) pause(); }\n" },
  {
    what: "a program whose fifty threads all wake at once, so that each waits for the others",
    language: "c",
    source: `#include <pthread.h>
#include <time.h>
static void *work(void *argument) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    for (at.tv_nsec = 0;;) {
        at.tv_nsec += 100000000;
        if (at.tv_nsec >= 1000000000) { at.tv_nsec = 0; at.tv_sec++; }
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL);
        for (volatile int i = 0; i < 100000; i++) continue;
    }
    return argument;
}
int main(void) {
    pthread_t thread;
    for (int i = 0; i < 49; i++)
        if (pthread_create(&thread, NULL, work, NULL) != 0) return 1;
    work(NULL);
}
`,
  },
] as const;
