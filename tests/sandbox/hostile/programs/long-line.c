#include "hostile.h"
int main(void) {
  for (int i = 0; i < 10000000; i++) putchar('a' + i % 26);
}
