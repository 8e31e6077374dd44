#include "hostile.h"
int main(void) {
  int then = variant();
  close(1);
  close(2);
  if (then == 'a') abort();
  for (;;) pause();
}
