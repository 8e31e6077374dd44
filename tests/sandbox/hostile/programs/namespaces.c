#include "hostile.h"
static int child(void *unused) { return 0; }
int main(void) {
  static char stack[65536];
  int flags[] = {CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWIPC, CLONE_NEWUTS, CLONE_NEWCGROUP, CLONE_NEWUSER | CLONE_NEWNS};
  for (unsigned i = 0; i < sizeof flags / sizeof *flags; i++) {
    REFUSED(unshare(flags[i]));
    REFUSED(clone(child, stack + sizeof stack, flags[i] | SIGCHLD, NULL));
  }
  REFUSED(unshare(0x80 /* CLONE_NEWTIME */));
  uint64_t arguments[11] = {CLONE_NEWUSER};
  REFUSED(syscall(435 /* clone3 */, arguments, sizeof arguments));
  REFUSED(setns(open("/proc/self/ns/mnt", O_RDONLY), 0));
  REFUSED(setns(open("/proc/1/ns/user", O_RDONLY), 0));
  REFUSED(sethostname("owned", 5));
  REFUSED(setdomainname("owned", 5));
  return verdict();
}
