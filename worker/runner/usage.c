#include "usage.h"

#include <sys/statvfs.h>

#include "activity.h"
#include "cell.h"
#include "measure.h"
#include "shared.h"
#include "util.h"

/*
 * The cgroup also counts what no process of the run did: the runner's own work, and its cells'. Taking one down is
 * charged to its init after the run (28 ms for 20,000 files), so that the next run would pay for it. All of that is
 * known and subtracted. What is left may differ from the account of the reaped processes by the moment at which the
 * counters are read; more than this, and processes are missing in that account.
 */
#define CGROUP_NOISE_US 2000

static struct {
  bool cells;
  /* Memory of the idle container, without what lies in /box. */
  uint64_t idle_memory_bytes;
  uint64_t oom_kills;
  /* CPU time of everything, and of what is not the run's. */
  uint64_t all_cpu_ns;
  uint64_t others_cpu_ns;
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

static uint64_t all_cpu_ns(void) { return measure_has_cpu() ? measure_cpu_ns() : measure_proc_cpu_ns(); }

/* The slow account leaves the runner out by itself. */
static uint64_t others_cpu_ns(void) {
  uint64_t inits_ns = base.cells ? cell_inits_cpu_ns() : 0;
  return inits_ns + (measure_has_cpu() ? own_cpu_ns() : 0);
}

void usage_begin(void) {
  base.oom_kills = measure_oom_kills();
  base.others_cpu_ns = others_cpu_ns();
  base.all_cpu_ns = all_cpu_ns();
}

uint64_t usage_cpu_ns(void) {
  uint64_t all_ns = all_cpu_ns();
  uint64_t not_its_ns = base.all_cpu_ns + others_cpu_ns() - base.others_cpu_ns + shared->report.prelude_cpu_ns;
  return all_ns > not_its_ns ? all_ns - not_its_ns : 0;
}

uint64_t usage_kept_waiting_ns(void) {
  uint64_t active_ns = activity_longest_ns(), used_ns = usage_cpu_ns();
  return active_ns > used_ns ? active_ns - used_ns : 0;
}

uint64_t usage_final_cpu_us(void) {
  const struct run_report *report = &shared->report;
  uint64_t prelude_us = report->prelude_cpu_ns / NS_PER_US;
  uint64_t reaped_us = report->reaped_cpu_us > prelude_us ? report->reaped_cpu_us - prelude_us : 0;
  if (!measure_has_cpu()) return reaped_us;
  uint64_t counted_us = usage_cpu_ns() / NS_PER_US;
  /* Children whose parent ignores SIGCHLD are in nobody's account but the cgroup's, and so are all when the reaper died. */
  return counted_us > reaped_us + CGROUP_NOISE_US ? counted_us : reaped_us;
}

uint64_t usage_memory_bytes(void) {
  uint64_t memory_bytes = measure_memory_bytes(), quiet_bytes = base.idle_memory_bytes + box_used_bytes();
  return memory_bytes > quiet_bytes ? memory_bytes - quiet_bytes : 0;
}

uint32_t usage_oom_kills(void) { return (uint32_t)(measure_oom_kills() - base.oom_kills); }
