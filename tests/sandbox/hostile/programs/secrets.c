#include "hostile.h"
/* Files that would tell about the host, the runner or other programs. */
static int tells(const char *path) {
  char some[4096];
  int fd = open(path, O_RDONLY | O_NONBLOCK);
  if (fd < 0) return 0;
  long count = read(fd, some, sizeof some);
  close(fd);
  return count > 0;
}
#define SECRET(path) do { if (tells(path)) COMPLAIN("readable: %s", path); } while (0)
int main(void) {
  SECRET("/etc/shadow");
  SECRET("/etc/gshadow");
  SECRET("/proc/1/environ");
  SECRET("/proc/1/maps");
  SECRET("/proc/1/mem");
  SECRET("/proc/1/auxv");
  SECRET("/proc/1/stack");
  SECRET("/proc/kcore");
  SECRET("/proc/kmsg");
  SECRET("/proc/keys");
  SECRET("/proc/timer_list");
  SECRET("/proc/sched_debug");
  SECRET("/proc/sysrq-trigger");
  SECRET("/root/.bash_history");
  SECRET("/var/run/docker.sock");
  FAILS(open("/proc/1/cwd/.", O_RDONLY));
  FAILS(open("/proc/1/root/etc/passwd", O_RDONLY));
  FAILS((opendir("/proc/1/fd") == NULL) ? -1 : 0);
  FAILS(readlink("/proc/1/exe", (char[64]){0}, 64));
  FAILS(open("/dev/mem", O_RDONLY));
  FAILS(open("/dev/kmsg", O_RDONLY));
  FAILS(open("/dev/sda", O_RDONLY));
  extern char **environ;
  for (char **entry = environ; *entry != NULL; entry++) {
    if (strstr(*entry, "://") || strstr(*entry, "SECRET") || strstr(*entry, "ENGINE") || strstr(*entry, "DOCKER"))
      COMPLAIN("environment: %s", *entry);
  }
  return verdict();
}
