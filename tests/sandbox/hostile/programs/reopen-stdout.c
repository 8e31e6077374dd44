#include "hostile.h"
int main(void) {
  FAILS(lseek(1, 0, SEEK_SET));
  FAILS(ftruncate(1, 0));
  FAILS(open("/dev/tty", O_RDWR));
  FAILS(open("/dev/console", O_RDWR));
  FAILS(open("/dev/ptmx", O_RDWR));
  if (complaints > 0) return verdict();
  int again = open("/proc/self/fd/1", O_WRONLY), other = open("/dev/stdout", O_WRONLY | O_TRUNC);
  write(again < 0 ? 1 : again, "O", 1);
  write(other < 0 ? 1 : other, "K", 1);
}
