#include "hostile.h"
int main(void) {
  for (int i = 0; i < 100000; i++) {
    char byte = 'a' + i % 26;
    write(1, &byte, 1);
    write(2, "e", 1);
  }
}
