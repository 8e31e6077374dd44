#include "hostile.h"
int main(void) {
  for (int i = 0; i < 50; i++)
    if (fork() == 0) for (;;) pause();
  return verdict();
}
