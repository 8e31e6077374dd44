#include "usage.h"

#include <sys/statvfs.h>

#include "activity.h"
#include "cell.h"
#include "measure.h"
#include "shared.h"
#include "util.h"

/*
 * The cgroup also counts what no process of the run did: the kernel taking the last cell apart, on a busy machine for
 * tens of milliseconds. The account of the reaped processes is exact, so the cgroup's is taken only where it shows that
 * processes are missing there. Limits are watched by the cgroup's count all the same.
 */
#define CGROUP_NOISE_US 50000
#define CGROUP_NOISE_SHARE 4

static struct {
  bool cells;
  /* Memory of the idle container, without what lies in /box. */
  uint64_t idle_memory_bytes;
  uint64_t oom_kills;
  uint64_t own_cpu_ns;
  uint64_t proc_cpu_ns;
} base;

static uint64_t box_used_bytes(void) {
  struct statvfs status;
  if (statvfs("/box", &status) < 0) return 0;
  return (uint64_t)(status.f_blocks - status.f_bfree) * status.f_frsize;
}

void usage_init(bool cells) {
  uint64_t memory_bytes = measure_memory_bytes(), box_bytes = box_used_bytes();
  base.cells = cells;
  base.idle_memory_bytes = memory_bytes > box_bytes ? memory_bytes - box_bytes : 0;
}

void usage_begin(void) {
  base.oom_kills = measure_oom_kills();
  base.proc_cpu_ns = measure_has_cpu() ? 0 : measure_proc_cpu_ns();
}

void usage_started(void) { base.own_cpu_ns = own_cpu_ns(); }

/* What the runner, and the cell it makes meanwhile, have added to the cgroup's count since the run began. */
static uint64_t others_cpu_ns(void) {
  return own_cpu_ns() - base.own_cpu_ns + (base.cells ? cell_spare_cpu_ns() : 0);
}

uint64_t usage_cpu_ns(void) {
  uint64_t total_ns, begin_ns;
  if (measure_has_cpu()) {
    begin_ns = shared->report.cgroup_cpu_begin_ns;
    if (begin_ns == 0) return 0;
    total_ns = measure_cpu_ns();
    begin_ns += others_cpu_ns();
  } else {
    total_ns = measure_proc_cpu_ns();
    begin_ns = base.proc_cpu_ns;
  }
  return total_ns > begin_ns ? total_ns - begin_ns : 0;
}

uint64_t usage_kept_waiting_ns(void) {
  uint64_t active_ns = activity_longest_ns(), used_ns = usage_cpu_ns();
  return active_ns > used_ns ? active_ns - used_ns : 0;
}

uint64_t usage_final_cpu_us(void) {
  const struct run_report *report = &shared->report;
  uint64_t prelude_us = report->prelude_cpu_ns / NS_PER_US;
  uint64_t reaped_us = report->reaped_cpu_us > prelude_us ? report->reaped_cpu_us - prelude_us : 0;
  if (report->cgroup_cpu_begin_ns == 0) return reaped_us;
  /* Without an end value the reaper itself was killed, and with it went its account. */
  uint64_t end_ns = report->cgroup_cpu_end_ns != 0 ? report->cgroup_cpu_end_ns : measure_cpu_ns();
  uint64_t others_ns = report->cgroup_cpu_begin_ns + others_cpu_ns();
  uint64_t cgroup_us = end_ns > others_ns ? (end_ns - others_ns) / NS_PER_US : 0;
  /* Children whose parent ignores SIGCHLD are in nobody's account but the cgroup's. */
  return cgroup_us > reaped_us + reaped_us / CGROUP_NOISE_SHARE + CGROUP_NOISE_US ? cgroup_us : reaped_us;
}

uint64_t usage_memory_bytes(void) {
  uint64_t memory_bytes = measure_memory_bytes(), quiet_bytes = base.idle_memory_bytes + box_used_bytes();
  return memory_bytes > quiet_bytes ? memory_bytes - quiet_bytes : 0;
}

uint32_t usage_oom_kills(void) { return (uint32_t)(measure_oom_kills() - base.oom_kills); }
