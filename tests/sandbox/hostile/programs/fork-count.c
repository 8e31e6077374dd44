#include "hostile.h"
/* Forks until it may not, with a limit of 16. */
int main(void) {
  int children = 0;
  for (; children < 1000; children++) {
    pid_t pid = fork();
    if (pid == 0) for (;;) pause();
    if (pid < 0) break;
  }
  EXPECT(errno == EAGAIN);
  EXPECT(children >= 8 && children <= 16);
  return verdict();
}
