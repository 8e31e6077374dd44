#include "hostile.h"
int main(void) {
  struct sched_param first = {.sched_priority = 1}, none = {0};
  REFUSED(sched_setscheduler(0, SCHED_FIFO, &first));
  REFUSED(sched_setscheduler(0, SCHED_RR, &first));
  REFUSED(sched_setscheduler(0, SCHED_BATCH, &none));
  REFUSED(setpriority(PRIO_PROCESS, 0, -20));
  REFUSED(syscall(SYS_ioprio_set, 1, 0, 1 << 13));
  return verdict();
}
