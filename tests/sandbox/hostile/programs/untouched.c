#include "hostile.h"
int main(void) {
  char *some = malloc(65536 * MIB);
  char *more = mmap(NULL, 65536 * MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (more != MAP_FAILED) more[1] = 1;
  return some == more ? 1 : verdict();
}
