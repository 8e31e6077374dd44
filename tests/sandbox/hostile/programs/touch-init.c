#include "hostile.h"
#include <sys/syscall.h>
/* The init of the cell and the program's parent, whichever that is. */
int main(void) {
  struct rlimit none = {0, 0};
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(0, &cores);
  pid_t victims[] = {1, getppid()};
  for (int i = 0; i < 2; i++) {
    pid_t victim = victims[i] > 0 ? victims[i] : 1;
    REFUSED(prlimit(victim, RLIMIT_CPU, &none, NULL));
    REFUSED(prlimit(victim, RLIMIT_NOFILE, &none, NULL));
    REFUSED(setpriority(PRIO_PROCESS, victim, 19));
    REFUSED(sched_setaffinity(victim, sizeof cores, &cores));
    REFUSED(syscall(SYS_sched_setattr, victim, NULL, 0));
  }
  return verdict();
}
