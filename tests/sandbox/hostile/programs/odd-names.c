#include "hostile.h"
int main(void) {
  char name[256] = {0};
  memset(name, 'n', 255);
  const char *names[] = {"new\nline", "-rf", "--", "*", "\xff\xfe", " ", "a b;c", name, "$(reboot)", "..."};
  for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
    EXPECT(mkdir(names[i], 0700) == 0);
    symlink("/etc/passwd", "link");
    mkfifo("fifo", 0600);
  }
  for (int i = 0; i < 10000; i++)
    if (mkdir("d", 0700) < 0 || chdir("d") < 0) break;
  mkdir("closed", 0700);
  close(open("closed/file", O_CREAT | O_WRONLY, 0));
  chmod("closed", 0);
  chmod(".", 0);
  chmod("/work", 0);
  chmod("/tmp", 0);
  chmod("/dev/shm", 0);
  return verdict();
}
