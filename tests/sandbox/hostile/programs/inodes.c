#include "hostile.h"
int main(void) {
  int count = 0;
  for (char path[32]; count < 1000000; count++) {
    snprintf(path, sizeof path, "/tmp/%d", count);
    int fd = open(path, O_CREAT | O_WRONLY, 0600);
    if (fd < 0) break;
    close(fd);
  }
  EXPECT(errno == ENOSPC);
  EXPECT(count <= 65536);
  return verdict();
}
