#include "hostile.h"
int main(void) {
  for (int fd = 3; fd < 4096; fd++) {
    EXPECT(write(fd, "x", 1) < 0 && errno == EBADF);
    EXPECT(fcntl(fd, F_GETFD) < 0 && errno == EBADF);
  }
  char cwd[256];
  EXPECT(getcwd(cwd, sizeof cwd) != NULL && strcmp(cwd, "/work") == 0);
  /* Its own program cannot be changed, by no name. */
  FAILS(open("/proc/self/exe", O_WRONLY));
  FAILS(open("/artifact/main", O_WRONLY));
  FAILS(truncate("/artifact/main", 0));
  FAILS(unlink("/artifact/main"));
  FAILS(chmod("/artifact/main", 0777));
  return verdict();
}
