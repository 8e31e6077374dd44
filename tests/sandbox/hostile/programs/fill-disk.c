#include "hostile.h"
/* Fills a directory with files of 8 MiB until there is no room. Argument: w(ork), t(mp), s(hm), m(ore than memory). */
int main(void) {
  static char block[MIB];
  memset(block, 1, sizeof block);
  int where = variant();
  const char *directory = where == 't' ? "/tmp" : where == 's' ? "/dev/shm" : "/work";
  long total = 0;
  for (int i = 0;; i++) {
    char path[64];
    snprintf(path, sizeof path, "%s/%d", directory, i);
    int fd = open(path, O_CREAT | O_WRONLY, 0600);
    if (fd < 0) break;
    for (int j = 0; j < 8; j++) {
      long written = write(fd, block, sizeof block);
      if (written > 0) total += written;
      if (written < (long)sizeof block) j = 99;
    }
    close(fd);
    if (total / MIB < 8l * (i + 1)) break;
  }
  EXPECT(total <= 64 * MIB);
  EXPECT(total >= 60 * MIB);
  return verdict();
}
