#include "hostile.h"
int main(void) {
  char rest[64];
  int loops = variant() == 'l';
  while (read(0, rest, sizeof rest) > 0) continue;
  do EXPECT(read(0, rest, sizeof rest) == 0);
  while (loops);
  return verdict();
}
