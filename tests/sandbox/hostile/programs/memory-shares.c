#include "hostile.h"
/* Eight children, each with a quarter of the limit: none is over it, together they are. */
int main(void) {
  for (int i = 0; i < 8; i++) {
    if (fork() != 0) continue;
    touch(64 * MIB);
    for (;;) pause();
  }
  while (wait(NULL) > 0) continue;
  return verdict();
}
