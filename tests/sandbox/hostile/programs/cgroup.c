#include "hostile.h"
int main(void) {
  const char *paths[] = {"/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/cgroup.procs",
                         "/sys/fs/cgroup/pids/pids.max", "/sys/fs/cgroup/pids.max", "/sys/fs/cgroup/memory/release_agent",
                         "/sys/fs/cgroup/memory/cgroup.procs", "/sys/fs/cgroup/cgroup.subtree_control", "/sys/kernel/uevent_helper"};
  for (unsigned i = 0; i < sizeof paths / sizeof *paths; i++)
    if (open(paths[i], O_WRONLY) >= 0) COMPLAIN("writable: %s", paths[i]);
  FAILS(mkdir("/sys/fs/cgroup/mine", 0700));
  return verdict();
}
