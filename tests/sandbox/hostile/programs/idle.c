#include "hostile.h"
#include <sys/select.h>
/* s(leep), p(ause), w(ait in select), z (stops itself), d(rips), r(eads what never comes). */
int main(void) {
  int fds[2];
  for (int how = variant();;) {
    if (how == 's') sleep(60);
    if (how == 'p') pause();
    if (how == 'w') select(0, NULL, NULL, NULL, NULL);
    if (how == 'z') raise(SIGSTOP);
    if (how == 'd') write(1, ".", 1), usleep(100000);
    if (how == 'r') pipe(fds), read(fds[0], fds, 1);
  }
}
