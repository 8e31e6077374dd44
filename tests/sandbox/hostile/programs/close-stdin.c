#include "hostile.h"
int main(void) {
  close(0);
  usleep(50000);
  return verdict();
}
