#include "hostile.h"
#include <sys/ipc.h>
#include <sys/shm.h>
/* System V shared memory: l(eave it behind), f(ind it), b(omb). */
int main(void) {
  int what = variant();
  if (what == 'f') {
    FAILS(shmget(0x1234, 0, 0));
    struct shm_info info;
    EXPECT(shmctl(0, SHM_INFO, (struct shmid_ds *)&info) >= 0 && info.used_ids == 0);
    return verdict();
  }
  for (int i = 0; i < (what == 'b' ? 4096 : 1); i++) {
    int id = shmget(0x1234 + i, 4 * MIB, IPC_CREAT | 0666);
    char *memory = id < 0 ? (void *)-1 : shmat(id, NULL, 0);
    EXPECT(memory != (void *)-1);
    if (memory != (void *)-1) memset(memory, 1, 4 * MIB);
  }
  return verdict();
}
