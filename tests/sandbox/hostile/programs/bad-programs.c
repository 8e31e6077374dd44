#include "hostile.h"
static void try(const char *path, const char *content, mode_t mode) {
  int fd = open(path, O_CREAT | O_WRONLY, 0700);
  write(fd, content, strlen(content));
  close(fd);
  chmod(path, mode);
  char *arguments[] = {(char *)path, NULL};
  FAILS(execv(path, arguments));
}
int main(void) {
  try("/tmp/broken", "\177ELF\2\1\1 and nothing else", 0700);
  try("/tmp/lost", "#!/nowhere\n", 0700);
  try("/tmp/closed", "#!/bin/true\n", 0);
  try("/tmp/loop", "#!/tmp/loop\n", 0700);
  return verdict();
}
