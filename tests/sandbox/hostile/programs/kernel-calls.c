#include "hostile.h"
#include <sys/io.h>
#include <sys/ioctl.h>
#include <sys/personality.h>
#include <sys/reboot.h>
#include <sys/swap.h>
/* Ways into the kernel that no contest program needs. */
int main(void) {
  static char some[256];
  REFUSED(syscall(SYS_bpf, 0, some, sizeof some));
  REFUSED(syscall(SYS_perf_event_open, some, 0, -1, -1, 0));
  REFUSED(syscall(SYS_userfaultfd, 0));
  REFUSED(syscall(SYS_add_key, "user", "mark", "x", 1, -5));
  REFUSED(syscall(SYS_request_key, "user", "mark", NULL, -5));
  REFUSED(syscall(SYS_keyctl, 0, -5, 1));
  REFUSED(syscall(425 /* io_uring_setup */, 8, some));
  REFUSED(syscall(426 /* io_uring_enter */, 0, 0, 0, 0, NULL, 0));
  REFUSED(syscall(427 /* io_uring_register */, 0, 0, NULL, 0));
  REFUSED(syscall(SYS_init_module, some, 1, ""));
  REFUSED(syscall(SYS_finit_module, 0, "", 0));
  REFUSED(syscall(SYS_delete_module, "x", 0));
  REFUSED(syscall(SYS_kexec_load, 0, 0, NULL, 0));
  REFUSED(syscall(SYS_kexec_file_load, 0, 0, 0, "", 0));
  REFUSED(iopl(3));
  REFUSED(ioperm(0x80, 1, 1));
  REFUSED(swapon("/work/x", 0));
  REFUSED(swapoff("/work/x"));
  REFUSED(reboot(RB_AUTOBOOT));
  REFUSED(syscall(SYS_syslog, 2, some, sizeof some));
  REFUSED(syscall(SYS_fanotify_init, 0, 0));
  REFUSED(syscall(SYS_open_by_handle_at, -100, some, 0));
  REFUSED(syscall(SYS_name_to_handle_at, -100, "/", some, some, 0));
  REFUSED(syscall(SYS_acct, "/work/x"));
  REFUSED(syscall(SYS_quotactl, 0, "", 0, some));
  REFUSED(syscall(SYS_lookup_dcookie, 0, some, sizeof some));
  REFUSED(syscall(SYS_vhangup));
  REFUSED(syscall(SYS_modify_ldt, 0, some, sizeof some));
  REFUSED(syscall(SYS_move_pages, 0, 0, NULL, NULL, NULL, 0));
  REFUSED(syscall(SYS_migrate_pages, 0, 0, NULL, NULL));
  REFUSED(syscall(447 /* memfd_secret */, 0));
  REFUSED(personality(ADDR_NO_RANDOMIZE));
  REFUSED(personality(READ_IMPLIES_EXEC));
  REFUSED(ioctl(0, TIOCSTI, some));
  REFUSED(syscall(1000 /* of tomorrow */));
  return verdict();
}
