#include "hostile.h"
/* A daemon as stubborn as can be: other session, every signal ignored or blocked, standard output held open. */
int main(void) {
  if (fork() == 0) {
    setsid();
    for (int number = 1; number < 65; number++) signal(number, SIG_IGN);
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    if (fork() == 0) for (;;) pause();
    _exit(0);
  }
  wait(NULL);
  return verdict();
}
