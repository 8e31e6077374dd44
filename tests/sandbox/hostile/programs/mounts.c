#include "hostile.h"
#include <sys/mount.h>
int main(void) {
  mkdir("/work/here", 0700);
  REFUSED(mount("none", "/work/here", "tmpfs", 0, NULL));
  REFUSED(mount("/", "/work/here", NULL, MS_BIND, NULL));
  REFUSED(mount(NULL, "/artifact", NULL, MS_REMOUNT | MS_BIND, NULL));
  REFUSED(mount("none", "/work/here", "cgroup", 0, "memory"));
  REFUSED(umount2("/proc", MNT_DETACH));
  REFUSED(umount2("/box", MNT_DETACH));
  REFUSED(umount2("/artifact", 0));
  REFUSED(chroot("/work"));
  REFUSED(syscall(SYS_pivot_root, "/work", "/work/here"));
  REFUSED(syscall(428 /* open_tree */, -100, "/", 1));
  REFUSED(syscall(429 /* move_mount */, -100, "/work", -100, "/tmp", 0));
  REFUSED(syscall(430 /* fsopen */, "tmpfs", 0));
  REFUSED(syscall(431 /* fsconfig */, 0, 0, NULL, NULL, 0));
  REFUSED(syscall(432 /* fsmount */, 0, 0, 0));
  REFUSED(syscall(433 /* fspick */, -100, "/", 0));
  REFUSED(syscall(442 /* mount_setattr */, -100, "/", 0, NULL, 0));
  return verdict();
}
