#include "hostile.h"
/* Signals to the cell's init, to the parent and to all: whatever happens, the program's own end decides. */
int main(void) {
  int signals[] = {SIGKILL, SIGSTOP, SIGTERM, SIGHUP, SIGUSR1, SIGSEGV, SIGCHLD, SIGRTMIN};
  signal(SIGTERM, SIG_IGN), signal(SIGHUP, SIG_IGN), signal(SIGUSR1, SIG_IGN), signal(SIGSEGV, SIG_IGN);
  signal(SIGCHLD, SIG_IGN), signal(SIGRTMIN, SIG_IGN);
  for (int round = 0; round < 3; round++) {
    for (unsigned i = 0; i < sizeof signals / sizeof *signals; i++) {
      if (signals[i] != SIGTERM) kill(1, signals[i]);
      if (getppid() > 1) kill(getppid(), signals[i]);
      kill(-1, signals[i]);
    }
    usleep(20000);
  }
  return verdict();
}
