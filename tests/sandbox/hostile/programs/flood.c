#include "hostile.h"
/* o(ut), e(rr), or the right answer and 10 MB of b(lanks). */
int main(void) {
  static char block[65536];
  int how = variant();
  memset(block, how == 'b' ? ' ' : 'x', sizeof block);
  if (how == 'b') {
    write(1, "OK", 2);
    for (int i = 0; i < 160; i++) write(1, block, sizeof block);
    return 0;
  }
  for (;;) write(how == 'o' ? 1 : 2, block, sizeof block);
}
