#include "hostile.h"
int main(void) {
  for (int i = 0; i < 200; i++) {
    int fd = memfd_create("bomb", 0);
    if (ftruncate(fd, 16 * MIB) < 0) return 2;
    char *memory = mmap(NULL, 16 * MIB, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (memory == MAP_FAILED) return 3;
    memset(memory, 1, 16 * MIB);
    munmap(memory, 16 * MIB);
  }
  return verdict();
}
