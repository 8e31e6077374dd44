#include "hostile.h"
int main(void) {
  const char *directories[] = {"/", "/usr/bin", "/etc", "/engine", "/artifact", "/dev", "/var", "/var/lib", "/box", "/sys", "/proc", "/home"};
  for (unsigned i = 0; i < sizeof directories / sizeof *directories; i++) {
    char path[64];
    snprintf(path, sizeof path, "%s/mark", directories[i]);
    if (open(path, O_CREAT | O_WRONLY, 0600) >= 0) COMPLAIN("wrote %s", path);
  }
  FAILS(open("/etc/passwd", O_WRONLY));
  FAILS(open("/engine/runner", O_WRONLY));
  FAILS(rename("/etc/passwd", "/etc/passwd2"));
  FAILS(link("/etc/passwd", "/work/passwd"));
  FAILS(open("/proc/sys/kernel/core_pattern", O_WRONLY));
  FAILS(open("/proc/sys/vm/overcommit_memory", O_WRONLY));
  FAILS(open("/proc/sysrq-trigger", O_WRONLY));
  FAILS(open("/proc/self/uid_map", O_WRONLY) < 0 ? -1 : write(open("/proc/self/uid_map", O_WRONLY), "0 0 1", 5));
  return verdict();
}
