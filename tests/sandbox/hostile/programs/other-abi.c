#include "hostile.h"
/* The same kernel through its other doors: i(386), x(32). Both would pass a filter that looks at numbers alone. */
int main(void) {
  long result = -1;
  if (variant() == 'i') __asm__ volatile("int $0x80" : "=a"(result) : "a"(20 /* getpid */) : "memory");
  else result = syscall(0x40000000 | SYS_getpid);
  printf("got through: %ld\n", result);
}
