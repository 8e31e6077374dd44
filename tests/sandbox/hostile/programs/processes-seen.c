#include "hostile.h"
/* Only itself and the cell's init are to be seen. */
int main(void) {
  DIR *proc = opendir("/proc");
  int processes = 0;
  for (struct dirent *entry; proc != NULL && (entry = readdir(proc)) != NULL;)
    if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9') processes++;
  EXPECT(processes == 2);
  EXPECT(getpid() <= 3);
  return verdict();
}
