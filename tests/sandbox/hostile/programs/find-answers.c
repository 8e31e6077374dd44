#include "hostile.h"
#include <ftw.h>
/* Every file of the submission's own user: only the program itself may be there. */
static int look(const char *path, const struct stat *status, int type, struct FTW *unused) {
  if (type == FTW_D && (strcmp(path, "/proc") == 0 || strcmp(path, "/usr") == 0 || strcmp(path, "/sys") == 0))
    return FTW_SKIP_SUBTREE;
  if (type == FTW_F && status->st_uid == getuid() && S_ISREG(status->st_mode) && strcmp(path, "/artifact/main") != 0)
    COMPLAIN("found %s", path);
  const char *name = strrchr(path, '/');
  if (type == FTW_F && name != NULL && (strstr(name, ".ans") || strstr(name, "expected") || strstr(name, "testdata")))
    COMPLAIN("found %s", path);
  return FTW_CONTINUE;
}
int main(void) {
  nftw("/", look, 32, FTW_PHYS | FTW_ACTIONRETVAL);
  FAILS(open("/box/source/main.c", O_RDONLY));
  FAILS(open("/artifact/main.c", O_RDONLY));
  FAILS(open("/artifact/../box/artifact/main", O_RDONLY));
  return verdict();
}
