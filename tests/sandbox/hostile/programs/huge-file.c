#include "hostile.h"
/* A file of 1 TiB that needs no room: t(runcate), s(parse write), i(gnores the signal). */
int main(void) {
  int how = variant(), fd = open("/work/huge", O_CREAT | O_RDWR, 0600);
  if (how == 'i') signal(SIGXFSZ, SIG_IGN);
  if (how == 't') ftruncate(fd, 1024l * 1024 * MIB);
  if (how == 's') pwrite(fd, "x", 1, 1024l * 1024 * MIB);
  if (how == 'i') {
    FAILS(ftruncate(fd, 1024l * 1024 * MIB));
    FAILS(pwrite(fd, "x", 1, 1024l * 1024 * MIB));
    FAILS(fallocate(fd, 0, 0, 1024l * 1024 * MIB));
    FAILS(posix_fallocate(fd, 0, 1024l * 1024 * MIB) == 0 ? 0 : -1);
  }
  return verdict();
}
