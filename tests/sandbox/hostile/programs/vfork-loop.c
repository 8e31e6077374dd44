#include "hostile.h"
static int nothing(void *unused) { for (;;) pause(); }
int main(void) {
  if (variant() == 'v')
    for (;;)
      if (vfork() == 0) _exit(0);
  for (;;) clone(nothing, (char *)malloc(4096) + 4096, CLONE_VM | SIGCHLD, NULL);
}
