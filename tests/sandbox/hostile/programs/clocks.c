#include "hostile.h"
#include <sys/time.h>
#include <sys/timex.h>
int main(void) {
  struct timeval past = {0, 0};
  struct timespec past_ns = {0, 0};
  struct timex change = {.modes = ADJ_FREQUENCY};
  REFUSED(settimeofday(&past, NULL));
  REFUSED(clock_settime(CLOCK_REALTIME, &past_ns));
  REFUSED(adjtimex(&change));
  REFUSED(clock_adjtime(CLOCK_REALTIME, &change));
  return verdict();
}
