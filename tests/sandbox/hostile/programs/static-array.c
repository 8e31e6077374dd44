#include "hostile.h"
static volatile char everything[512 * MIB];
int main(void) {
  for (long i = 0; i < 512 * MIB; i += 4096) everything[i] = 1;
  return verdict();
}
