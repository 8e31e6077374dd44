#include "hostile.h"
int main(void) {
  touch(4096 * MIB);
  puts("OK");
}
