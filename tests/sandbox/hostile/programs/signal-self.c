#include "hostile.h"
int main(void) {
  int number = 0;
  scanf("%d", &number);
  puts("OK");
  fflush(stdout);
  kill(getpid(), number);
  return 0;
}
