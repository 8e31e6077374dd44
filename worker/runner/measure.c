#include "measure.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util.h"

/*
 * The files are opened once and read with pread: a cell covers /sys, and opening costs more than reading. Docker
 * mounts the container's own cgroup read-only on /sys/fs/cgroup (v1: one folder per controller). With a host cgroup
 * namespace on v2 the path from /proc/self/cgroup has to be added.
 */

static int cpu_fd = -1;
static int oom_fd = -1;
static int memory_fd = -1;
static bool unified;
static bool has_cpu;

static int open_first(const char *const *paths) {
  for (; *paths != NULL; paths++) {
    int fd = open(*paths, O_RDONLY | O_CLOEXEC);
    if (fd >= 0) return fd;
  }
  return -1;
}

static int open_unified(const char *own_path, const char *file) {
  char nested[512], flat[128];
  snprintf(nested, sizeof nested, "/sys/fs/cgroup%s/%s", own_path, file);
  snprintf(flat, sizeof flat, "/sys/fs/cgroup/%s", file);
  const char *paths[] = {nested, flat, NULL};
  return open_first(paths);
}

static void read_own_path(char *own_path, size_t size) {
  own_path[0] = '\0';
  FILE *file = fopen("/proc/self/cgroup", "re");
  if (file == NULL) return;
  char line[512];
  while (fgets(line, sizeof line, file) != NULL) {
    line[strcspn(line, "\n")] = '\0';
    size_t length = strlen(line) - 3;
    if (strncmp(line, "0::/", 4) == 0 && length < size) memcpy(own_path, line + 3, length + 1);
  }
  fclose(file);
}

static void open_files(void) {
  cpu_fd = open_first((const char *[]){"/sys/fs/cgroup/cpuacct/cpuacct.usage", "/sys/fs/cgroup/cpu,cpuacct/cpuacct.usage", NULL});
  oom_fd = open_first((const char *[]){"/sys/fs/cgroup/memory/memory.oom_control", NULL});
  memory_fd = open_first((const char *[]){"/sys/fs/cgroup/memory/memory.stat", NULL});
  if (cpu_fd >= 0 || oom_fd >= 0) return;
  char own_path[384];
  read_own_path(own_path, sizeof own_path);
  unified = true;
  cpu_fd = open_unified(own_path, "cpu.stat");
  oom_fd = open_unified(own_path, "memory.events");
  memory_fd = open_unified(own_path, "memory.stat");
}

void measure_open(void) {
  open_files();
  has_cpu = measure_cpu_ns() > 0;
}

/* The number after "key " at the start of a line of `fd`. */
static bool read_keys(int fd, const char *const *keys, uint64_t *sum) {
  char text[8192];
  ssize_t bytes = fd < 0 ? -1 : pread(fd, text, sizeof text - 1, 0);
  if (bytes <= 0) return false;
  text[bytes] = '\0';
  bool found = false;
  *sum = 0;
  for (char *line = text; line != NULL && *line != '\0'; line = strchr(line, '\n'), line += line != NULL) {
    for (const char *const *key = keys; *key != NULL; key++) {
      size_t length = strlen(*key);
      if (strncmp(line, *key, length) != 0 || line[length] != ' ') continue;
      *sum += strtoull(line + length, NULL, 10);
      found = true;
    }
  }
  return found;
}

bool measure_has_cpu(void) { return has_cpu; }

bool measure_has_oom(void) {
  uint64_t kills;
  return read_keys(oom_fd, (const char *[]){"oom_kill", NULL}, &kills);
}

uint64_t measure_cpu_ns(void) {
  uint64_t value = 0;
  if (unified) return read_keys(cpu_fd, (const char *[]){"usage_usec", NULL}, &value) ? value * NS_PER_US : 0;
  char text[32];
  ssize_t bytes = cpu_fd < 0 ? -1 : pread(cpu_fd, text, sizeof text - 1, 0);
  if (bytes <= 0) return 0;
  text[bytes] = '\0';
  return strtoull(text, NULL, 10);
}

uint64_t measure_oom_kills(void) {
  uint64_t kills = 0;
  return read_keys(oom_fd, (const char *[]){"oom_kill", NULL}, &kills) ? kills : 0;
}

uint64_t measure_memory_bytes(void) {
  uint64_t bytes = 0;
  const char *const *keys = unified ? (const char *const[]){"anon", "shmem", NULL} : (const char *const[]){"rss", "shmem", NULL};
  return read_keys(memory_fd, keys, &bytes) ? bytes : 0;
}

uint64_t measure_major_faults(void) {
  uint64_t faults = 0;
  return read_keys(memory_fd, (const char *[]){"pgmajfault", NULL}, &faults) ? faults : 0;
}

/* utime + stime + cutime + cstime of one process, in clock ticks; the last two alone for the runner itself. */
static uint64_t process_ticks(const char *pid, bool is_self) {
  char path[64], text[1024];
  snprintf(path, sizeof path, "/proc/%.20s/stat", pid);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  ssize_t bytes = read(fd, text, sizeof text - 1);
  close(fd);
  if (bytes <= 0) return 0;
  text[bytes] = '\0';
  /* The name in parentheses is the program's to choose, so fields are counted from the last closing one. */
  char *fields = strrchr(text, ')');
  unsigned long long user, kernel;
  long long children_user, children_kernel;
  if (fields == NULL || sscanf(fields, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu %lld %lld", &user, &kernel,
                               &children_user, &children_kernel) != 4)
    return 0;
  return (uint64_t)(children_user + children_kernel) + (is_self ? 0 : user + kernel);
}

uint64_t measure_proc_cpu_ns(void) {
  DIR *directory = opendir("/proc");
  if (directory == NULL) return 0;
  uint64_t ticks = 0;
  for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
    if (entry->d_name[0] < '1' || entry->d_name[0] > '9') continue;
    ticks += process_ticks(entry->d_name, atoi(entry->d_name) == getpid());
  }
  closedir(directory);
  return ticks * (NS_PER_S / (uint64_t)sysconf(_SC_CLK_TCK));
}
