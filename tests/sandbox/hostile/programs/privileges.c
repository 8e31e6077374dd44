#include "hostile.h"
#include <grp.h>
#include <linux/capability.h>
int main(void) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2] = {{~0u, ~0u, ~0u}, {~0u, ~0u, ~0u}};
  gid_t groups[64], root = 0;
  EXPECT(getuid() != 0 && geteuid() != 0 && getgid() != 0 && getegid() != 0);
  FAILS(setuid(0));
  FAILS(setgid(0));
  FAILS(setresuid(0, 0, 0));
  FAILS(setgroups(1, &root));
  REFUSED(syscall(SYS_capset, &header, data));
  REFUSED(prctl(PR_SET_SECUREBITS, 0xff, 0, 0, 0));
  EXPECT(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
  EXPECT(prctl(PR_GET_SECCOMP, 0, 0, 0, 0) == 2);
  int count = getgroups(64, groups);
  for (int i = 0; i < count; i++) EXPECT(groups[i] != 0 && groups[i] != 999);
  memset(data, 0, sizeof data);
  syscall(SYS_capget, &header, data);
  EXPECT(data[0].effective == 0 && data[0].permitted == 0 && data[0].inheritable == 0);
  EXPECT(data[1].effective == 0 && data[1].permitted == 0);
  /* A set-user-id program of its own, and one of the image. */
  int fd = open("/work/mine", O_CREAT | O_WRONLY, 0700);
  close(fd);
  FAILS(chown("/work/mine", 0, 0));
  if (fork() == 0) execl("/bin/su", "su", "-c", "echo became root", NULL), _exit(0);
  wait(NULL);
  FAILS(mknod("/work/zero", S_IFCHR | 0666, 0x105));
  FAILS(mknod("/work/disk", S_IFBLK | 0666, 0x800));
  return verdict();
}
