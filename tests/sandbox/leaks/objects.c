/* Objects of the kernel that outlive the process that made them. */
#define _GNU_SOURCE
#include "marks.h"

#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <unistd.h>

#define KEY 0x1eaf1eaf
#define KEYCTL_SEARCH_CALL 10
/* The keyrings of thread, process, session, user and user session have the numbers -1 to -5. */
#define KEYRINGS 5

static const char *const KEYRING_NAMES[KEYRINGS] = {"key:thread", "key:process", "key:session", "key:user",
                                                    "key:user-session"};

void leave_objects(report left) {
  int id = shmget(KEY, 4096, IPC_CREAT | 0666);
  if (id >= 0) left("sysv-shm");
  if (semget(KEY, 1, IPC_CREAT | 0666) >= 0) left("sysv-sem");
  int queue = msgget(KEY, IPC_CREAT | 0666);
  struct {
    long type;
    char text[4];
  } message = {1, "mark"};
  if (queue >= 0 && msgsnd(queue, &message, sizeof message.text, IPC_NOWAIT) == 0) left("sysv-msg");
  if (shm_open("/leak-shm", O_CREAT | O_RDWR, 0600) >= 0) left("posix-shm");
  if (sem_open("/leak-semaphore", O_CREAT, 0600, 1) != SEM_FAILED) left("posix-sem");
  if (mq_open("/leak-queue", O_CREAT | O_RDWR, 0600, NULL) != (mqd_t)-1) left("posix-mq");
  for (int ring = 0; ring < KEYRINGS; ring++)
    if (syscall(SYS_add_key, "user", "leak-mark", "mark", 4, -1 - ring) >= 0) left(KEYRING_NAMES[ring]);
}

static void look_at_table(const char *path, const char *name, report found) {
  FILE *file = fopen(path, "r");
  if (file == NULL) return;
  int lines = 0;
  for (int c; (c = fgetc(file)) != EOF;) lines += c == '\n';
  fclose(file);
  if (lines > 1) found(name);
}

void look_for_objects(report found) {
  /* The kernel's tables show those under other keys, too. */
  look_at_table("/proc/sysvipc/shm", "sysv-shm", found);
  look_at_table("/proc/sysvipc/sem", "sysv-sem", found);
  look_at_table("/proc/sysvipc/msg", "sysv-msg", found);
  if (shm_open("/leak-shm", O_RDWR, 0) >= 0) found("posix-shm");
  if (sem_open("/leak-semaphore", 0) != SEM_FAILED) found("posix-sem");
  if (mq_open("/leak-queue", O_RDWR) != (mqd_t)-1) found("posix-mq");
  for (int ring = 0; ring < KEYRINGS; ring++)
    if (syscall(SYS_keyctl, KEYCTL_SEARCH_CALL, -1 - ring, "user", "leak-mark", 0) >= 0) found(KEYRING_NAMES[ring]);
}
