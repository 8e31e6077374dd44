#define _GNU_SOURCE
#include "seccomp_filter.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "util.h"

/*
 * The filter of the program itself, on top of the container's. The container's profile (worker/sandbox/seccomp.json)
 * is an allow-list that must let the runner build namespaces; this one takes that away again, and with it whatever
 * reaches over the edge of a cell or is a favourite way into the kernel. Everything else a compiler, a JVM, V8, Go or
 * Python does stays allowed, because the container's list already said so.
 *
 * It is a binary search over the call number: the kernel walks the filter once for each of its ~450 calls when it is
 * installed (to learn which ones are always allowed), so the depth of the walk is paid on every run.
 */

#if defined(__x86_64__)
#define NATIVE_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE_ARCH AUDIT_ARCH_AARCH64
#else
#error "no seccomp filter for this architecture"
#endif

#define X32_BIT 0x40000000u
#define ALL_NEW_NAMESPACES \
  (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET)

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
/* Arguments are 64 bits wide; every one that is looked at fits in the low word, where the kernel reads it too. */
#define LOAD_ARG(n) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[n]))
#define IF_EQUAL(value, yes, no) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, yes, no)
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define KILL BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS)
#define FAIL(error) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (error))

#define PROGRAM_MAX 1024
#define RULES_MAX 192

struct rule {
  uint32_t call;
  const struct sock_filter *code;
  uint32_t length;
};

static struct sock_filter program[PROGRAM_MAX];
static uint16_t program_length;
static struct rule rules[RULES_MAX];
static uint32_t rule_count;

static const struct sock_filter refuse[] = {FAIL(EPERM)};
static const struct sock_filter not_implemented[] = {FAIL(ENOSYS)};
static const struct sock_filter not_supported[] = {FAIL(EOPNOTSUPP)};

static const struct sock_filter clone_rule[] = {
    LOAD_ARG(0), BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, ALL_NEW_NAMESPACES, 0, 1), FAIL(EPERM), ALLOW};

static const struct sock_filter socket_rule[] = {LOAD_ARG(0),          IF_EQUAL(AF_UNIX, 3, 0), IF_EQUAL(AF_INET, 2, 0),
                                                 IF_EQUAL(AF_INET6, 1, 0), FAIL(EAFNOSUPPORT),  ALLOW};

/* A process may set its own limits, never those of the init it shares a uid with. */
static const struct sock_filter prlimit_rule[] = {LOAD_ARG(0), IF_EQUAL(0, 1, 0), FAIL(EPERM), ALLOW};

static const struct sock_filter personality_rule[] = {LOAD_ARG(0), IF_EQUAL(0, 2, 0), IF_EQUAL(0xffffffffu, 1, 0),
                                                      FAIL(EPERM), ALLOW};

/*
 * Locks belong to an inode, and some inodes belong to the whole machine: that of every eventfd, those of namespaces
 * that containers share (/proc/self/ns/time). Two programs in two containers could talk by locking them, and the inode
 * is nothing a filter can see. It is an error, not silence: who asks for a lock must not believe to have one.
 */
static const struct sock_filter fcntl_rule[] = {LOAD_ARG(1),
                                                IF_EQUAL(F_SETLK, 3, 0),
                                                IF_EQUAL(F_SETLKW, 2, 0),
                                                IF_EQUAL(F_OFD_SETLK, 1, 0),
                                                IF_EQUAL(F_OFD_SETLKW, 0, 1),
                                                FAIL(EOPNOTSUPP),
                                                ALLOW};

/* The same goes for watching such an inode being opened. Nobody has a file here that somebody else changes. */
static const uint32_t watch_calls[] = {
    SYS_inotify_init1,
#if defined(SYS_inotify_init)
    SYS_inotify_init,
#endif
};

#define MKNOD_RULE(mode_argument)                                                                        \
  {LOAD_ARG(mode_argument), BPF_STMT(BPF_ALU | BPF_AND | BPF_K, S_IFMT), IF_EQUAL(S_IFCHR, 1, 0), \
   IF_EQUAL(S_IFBLK, 0, 1), FAIL(EPERM), ALLOW}
#if defined(SYS_mknod)
static const struct sock_filter mknod_rule[] = MKNOD_RULE(1);
#endif
static const struct sock_filter mknodat_rule[] = MKNOD_RULE(2);

#ifndef TIOCLINUX
#define TIOCLINUX 0x541C
#endif
static const struct sock_filter ioctl_rule[] = {LOAD_ARG(1), IF_EQUAL(TIOCSTI, 1, 0), IF_EQUAL(TIOCLINUX, 0, 1),
                                                FAIL(EPERM), ALLOW};

static const uint32_t refused_calls[] = {
    /* namespaces, mounts, roots */
    SYS_unshare, SYS_setns, SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_open_tree, SYS_move_mount,
    SYS_fsopen, SYS_fsconfig, SYS_fsmount, SYS_fspick, SYS_mount_setattr,
    /* other processes' memory, files and accounting */
    SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_process_madvise, SYS_kcmp, SYS_pidfd_getfd,
    SYS_move_pages, SYS_migrate_pages,
    /* things that live per uid or per machine, outside any namespace */
    SYS_keyctl, SYS_add_key, SYS_request_key, SYS_quotactl, SYS_quotactl_fd, SYS_acct, SYS_syslog,
    /* large, young or machine-wide parts of the kernel */
    SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register,
    SYS_kexec_load, SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_swapon, SYS_swapoff, SYS_reboot,
    SYS_lookup_dcookie, SYS_vhangup, SYS_fanotify_init, SYS_fanotify_mark,
    /* files by handle go round every mount */
    SYS_name_to_handle_at, SYS_open_by_handle_at,
    /* clocks and names */
    SYS_settimeofday, SYS_clock_settime, SYS_adjtimex, SYS_clock_adjtime, SYS_sethostname, SYS_setdomainname,
    /* the scheduler: cores and weights are the worker's to give */
    SYS_sched_setaffinity, SYS_sched_setscheduler, SYS_sched_setparam, SYS_sched_setattr, SYS_setpriority,
    SYS_ioprio_set,
#if defined(SYS_kexec_file_load)
    SYS_kexec_file_load,
#endif
#if defined(SYS_process_mrelease)
    SYS_process_mrelease,
#endif
#if defined(__x86_64__)
    SYS_iopl, SYS_ioperm, SYS_modify_ldt, SYS_uselib, SYS_ustat, SYS_sysfs, SYS__sysctl,
#endif
};

/* Without an IPC namespace per run these objects would outlive it; what cannot be made need not be cleaned up. */
static const uint32_t ipc_calls[] = {SYS_shmget, SYS_semget, SYS_msgget, SYS_mq_open};

static void add_rule(uint32_t call, const struct sock_filter *code, uint32_t length) {
  if (rule_count == RULES_MAX) fatal("seccomp: too many rules");
  rules[rule_count++] = (struct rule){call, code, length};
}

#define ADD_RULE(call, code) add_rule(call, code, sizeof(code) / sizeof(code)[0])

static int by_call(const void *a, const void *b) {
  uint32_t left = ((const struct rule *)a)->call, right = ((const struct rule *)b)->call;
  return left < right ? -1 : left > right;
}

static uint16_t emit(struct sock_filter instruction) {
  if (program_length == PROGRAM_MAX) fatal("seccomp: program too long");
  program[program_length] = instruction;
  return program_length++;
}

/* Code that decides about the rules `first`..`last-1`; the call number is in the accumulator. */
static void emit_search(uint32_t first, uint32_t last) {
  if (last - first > 2) {
    uint32_t middle = first + (last - first) / 2;
    emit((struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, rules[middle].call, 0, 1));
    /* Conditional jumps reach 255 instructions only, so the far half is reached by an unconditional one. */
    uint16_t jump = emit((struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, 0));
    emit_search(first, middle);
    program[jump].k = program_length - jump - 1u;
    emit_search(middle, last);
    return;
  }
  for (uint32_t i = first; i < last; i++) {
    emit((struct sock_filter)IF_EQUAL(rules[i].call, 0, (uint8_t)rules[i].length));
    for (uint32_t j = 0; j < rules[i].length; j++) emit(rules[i].code[j]);
  }
  emit((struct sock_filter)ALLOW);
}

static void collect_rules(bool own_ipc) {
  for (size_t i = 0; i < sizeof refused_calls / sizeof refused_calls[0]; i++) ADD_RULE(refused_calls[i], refuse);
  for (size_t i = 0; !own_ipc && i < sizeof ipc_calls / sizeof ipc_calls[0]; i++) ADD_RULE(ipc_calls[i], not_implemented);
  for (size_t i = 0; i < sizeof watch_calls / sizeof watch_calls[0]; i++) ADD_RULE(watch_calls[i], not_implemented);
  ADD_RULE(SYS_flock, not_supported);
  ADD_RULE(SYS_fcntl, fcntl_rule);
  ADD_RULE(SYS_clone, clone_rule);
  /* Its flags sit behind a pointer, which no filter can look at; with ENOSYS every libc falls back to clone. */
  ADD_RULE(SYS_clone3, not_implemented);
  ADD_RULE(SYS_socket, socket_rule);
  ADD_RULE(SYS_prlimit64, prlimit_rule);
  ADD_RULE(SYS_personality, personality_rule);
  ADD_RULE(SYS_ioctl, ioctl_rule);
  ADD_RULE(SYS_mknodat, mknodat_rule);
#if defined(SYS_mknod)
  ADD_RULE(SYS_mknod, mknod_rule);
#endif
}

void seccomp_filter_build(bool own_ipc) {
  rule_count = 0;
  program_length = 0;
  collect_rules(own_ipc);
  qsort(rules, rule_count, sizeof rules[0], by_call);
  emit((struct sock_filter)LOAD(arch));
  emit((struct sock_filter)IF_EQUAL(NATIVE_ARCH, 1, 0));
  emit((struct sock_filter)KILL);
  emit((struct sock_filter)LOAD(nr));
#if defined(__x86_64__)
  emit((struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, X32_BIT, 0, 1));
  emit((struct sock_filter)KILL);
#endif
  emit_search(0, rule_count);
}

int seccomp_filter_install(void) {
  struct sock_fprog filter = {.len = program_length, .filter = program};
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0);
}
