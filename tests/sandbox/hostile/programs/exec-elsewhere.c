#include "hostile.h"
/* Its own program from another place: m(emfd), t(mp), s(hm). The same limits hold there. */
int main(int count, char **arguments) {
  if (count > 1) burn();
  int where = variant(), from = open("/proc/self/exe", O_RDONLY), to;
  char path[64] = "/tmp/again", block[4096];
  if (where == 's') strcpy(path, "/dev/shm/again");
  to = where == 'm' ? memfd_create("again", 0) : open(path, O_CREAT | O_WRONLY, 0700);
  if (where == 'm') snprintf(path, sizeof path, "/proc/self/fd/%d", to);
  for (long size; (size = read(from, block, sizeof block)) > 0;) write(to, block, size);
  if (where != 'm') close(to);
  execl(path, path, "again", NULL);
  perror(path);
  return 3;
}
