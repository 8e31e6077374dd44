#include "hostile.h"
int main(void) {
  char *memory = mmap(NULL, 8 * MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  FAILS(mlock(memory, 8 * MIB));
  FAILS(mlockall(MCL_CURRENT | MCL_FUTURE));
  return verdict();
}
