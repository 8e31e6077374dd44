#include "hostile.h"
#include <sys/ioctl.h>
int main(void) {
  int on = 1;
  for (int fd = 0; fd < 3; fd++) {
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK | O_APPEND);
    ioctl(fd, FIONBIO, &on);
    fcntl(fd, F_SETPIPE_SZ, 4096);
  }
  return verdict();
}
