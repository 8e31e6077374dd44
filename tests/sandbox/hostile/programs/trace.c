#include "hostile.h"
#include <sys/ptrace.h>
#include <sys/uio.h>
int main(void) {
  char byte;
  struct iovec local = {&byte, 1}, remote = {(void *)0x400000, 1};
  pid_t child = fork(), victims[] = {1, 0};
  if (child == 0) for (;;) pause();
  victims[1] = child;
  for (int i = 0; i < 2; i++) {
    pid_t victim = victims[i];
    REFUSED(ptrace(PTRACE_ATTACH, victim, NULL, NULL));
    REFUSED(ptrace(PTRACE_SEIZE, victim, NULL, NULL));
    REFUSED(process_vm_readv(victim, &local, 1, &remote, 1, 0));
    REFUSED(process_vm_writev(victim, &local, 1, &remote, 1, 0));
    REFUSED(syscall(SYS_kcmp, victim, getpid(), 0, 0, 0));
    int pidfd = syscall(SYS_pidfd_open, victim, 0);
    REFUSED(syscall(438 /* pidfd_getfd */, pidfd, 0, 0));
    REFUSED(syscall(440 /* process_madvise */, pidfd, &local, 1, 20, 0));
  }
  REFUSED(ptrace(PTRACE_TRACEME, 0, NULL, NULL));
  REFUSED(open("/proc/1/mem", O_RDWR));
  REFUSED(open("/proc/1/fd/1", O_WRONLY));
  return verdict();
}
