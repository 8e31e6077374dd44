#include "hostile.h"
int main(void) {
  int code = 0;
  scanf("%d", &code);
  puts("OK");
  return code;
}
