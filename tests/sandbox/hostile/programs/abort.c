#include "hostile.h"
/* c(heck the limit) or a(bort). A limit of 1 byte is the only one that also keeps the kernel from starting the
   host's crash handler (core_pattern with a pipe): 0 does not. */
int main(void) {
  if (variant() == 'a') prctl(PR_SET_DUMPABLE, 1), abort();
  struct rlimit core, more = {RLIM_INFINITY, RLIM_INFINITY};
  EXPECT(getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_cur == 1 && core.rlim_max == 1);
  FAILS(setrlimit(RLIMIT_CORE, &more));
  return verdict();
}
