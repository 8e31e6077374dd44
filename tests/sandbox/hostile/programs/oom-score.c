#include "hostile.h"
/* Tries to become dearer to the OOM killer than the runner, then needs too much memory in many small processes. */
int main(void) {
  int fd = open("/proc/self/oom_score_adj", O_WRONLY);
  if (pwrite(fd, "0", 1, 0) > 0 || pwrite(fd, "-1000", 5, 0) > 0) COMPLAIN("allowed: a lower oom_score_adj");
  if (open("/proc/1/oom_score_adj", O_WRONLY) >= 0) COMPLAIN("allowed: opening the init's oom_score_adj");
  if (complaints > 0) return verdict();
  for (int i = 0; i < 40; i++) {
    if (fork() != 0) continue;
    touch(16 * MIB);
    for (;;) pause();
  }
  while (wait(NULL) > 0) continue;
  puts("OK");
}
