#define _GNU_SOURCE
#include "run.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cell.h"
#include "measure.h"
#include "plain.h"
#include "protocol.h"
#include "relay.h"
#include "shared.h"
#include "usage.h"
#include "util.h"

/*
 * One run from the runner's side. States:
 *
 *   RUNNING   the program works. Streams are relayed, limits watched. Left by
 *               - the main process ending (its cause is still EXITED), or
 *               - a limit: the cause is recorded first, then everything is killed. The first cause stays.
 *   ENDING    the main process has ended or was killed; whoever reaps (the cell's init, or plain.c) sweeps up the
 *             rest. No limit counts any more. Kills are repeated, and past GIVE_UP_NS the init itself is killed.
 *   OVER      nothing of the run is alive. What is left in the pipes is read and the outcome is worked out: limits
 *             are looked at once more, because a program may pass one and end before anybody has looked.
 *
 * There is no polling: ppoll sleeps until a stream is ready, the cell says it is done (without a cell: a child has
 * changed, and SIGCHLD is blocked everywhere else), or the next moment at which a limit could be passed. For CPU time
 * that is what is left divided by the cores the run may use, so a run is looked at a few times only, and seldom
 * overshoots by more than the kernel's tick.
 *
 * While the program works, the runner makes the cell of the next run: that takes about as long as a short program.
 */

#define CPU_CHECK_MIN_NS (1 * NS_PER_MS)
#define FIRST_SAMPLE_NS (20 * NS_PER_MS)
#define SAMPLE_MAX_NS (100 * NS_PER_MS)
/*
 * At its memory limit a run first loses the pages of its own executables, reads them again, loses them again: it may
 * spend seconds of CPU time on that before the OOM killer acts. So many faults with so little room left are the same
 * end, told earlier. Nothing else in a container is read from disk once a program has started.
 */
#define THRASHING_FAULTS 64
#define NEAR_LIMIT_SAMPLE_NS (5 * NS_PER_MS)
#define NEAR_LIMIT(limit_bytes) ((limit_bytes) - (limit_bytes) / 8)
/* A run may last this many times its wall limit, and no longer, when others keep it waiting (decisions/0006). */
#define WALL_STRETCH 3
#define WALL_STEP_NS (20 * NS_PER_MS)
#define KILL_AGAIN_NS (50 * NS_PER_MS)
#define GIVE_UP_NS (2 * NS_PER_S)
/* Copying an artifact is bounded by its size cap, so this is only there for what nobody has thought of. */
#define COLLECT_MAX_NS (30 * NS_PER_S)
static struct {
  bool cells;
  uint32_t cores;
} place;

struct run {
  struct cell cell;
  struct relay relay;
  enum cause cause;
  bool gave_up;
  uint64_t begin_ns;
  uint64_t kill_ns;
  uint64_t next_kill_ns;
  /* What its waiting for a core has added to the wall limit so far. */
  uint64_t wall_excused_ns;
  uint64_t next_cpu_check_ns;
  uint64_t next_sample_ns;
  uint64_t sample_gap_ns;
  uint64_t peak_memory_bytes;
  bool was_near_limit;
  uint64_t seen_faults;
  uint64_t faults_near_limit;
};

static volatile sig_atomic_t child_changed;

static void on_child_changed(int signal_number) {
  (void)signal_number;
  child_changed = 1;
}

void run_init(bool cells) {
  sigset_t blocked;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGCHLD);
  sigprocmask(SIG_BLOCK, &blocked, NULL);
  sigaction(SIGCHLD, &(struct sigaction){.sa_handler = on_child_changed}, NULL);
  cpu_set_t cores;
  place.cells = cells;
  place.cores = sched_getaffinity(0, sizeof cores, &cores) == 0 ? (uint32_t)CPU_COUNT(&cores) : 1;
  usage_init(cells);
}

static void kill_run(struct run *run, uint64_t now) {
  if (run->kill_ns == 0) run->kill_ns = now;
  run->next_kill_ns = now + KILL_AGAIN_NS;
  if (!place.cells) {
    plain_kill();
    return;
  }
  run->gave_up = now - run->kill_ns > GIVE_UP_NS;
  kill(run->cell.init_pid, run->gave_up ? SIGKILL : SIGTERM);
}

/* The one place where a cause is set while the program lives: recorded first, then acted on. */
static void end_run(struct run *run, enum cause cause, uint64_t now) {
  if (run->cause != CAUSE_EXITED || shared->report.end_ns != 0) return;
  /* Whatever is noticed, an OOM kill that is already on record came before it. */
  run->cause = usage_oom_kills() > 0 ? CAUSE_MEMORY : cause;
  kill_run(run, now);
}

static bool is_thrashing(struct run *run, uint64_t memory_bytes) {
  uint64_t faults = measure_major_faults();
  bool is_near = memory_bytes >= NEAR_LIMIT(shared->request.memory_bytes);
  if (is_near && run->was_near_limit) run->faults_near_limit += faults - run->seen_faults;
  run->was_near_limit = is_near;
  run->seen_faults = faults;
  return run->faults_near_limit >= THRASHING_FAULTS;
}

static void sample(struct run *run, uint64_t now) {
  uint64_t memory_bytes = usage_memory_bytes();
  if (memory_bytes > run->peak_memory_bytes) run->peak_memory_bytes = memory_bytes;
  if (is_thrashing(run, memory_bytes) || usage_oom_kills() > 0) end_run(run, CAUSE_MEMORY, now);
  if (run->sample_gap_ns < SAMPLE_MAX_NS) run->sample_gap_ns *= 2;
  run->next_sample_ns = now + (run->was_near_limit ? NEAR_LIMIT_SAMPLE_NS : run->sample_gap_ns);
}

static uint64_t earlier(uint64_t a, uint64_t b) { return a < b ? a : b; }

static uint64_t start_ns(const struct run *run) {
  return shared->report.start_ns != 0 ? shared->report.start_ns : run->begin_ns;
}

/* Even with every core busy, what is left cannot be used up before this. */
static void schedule_cpu_check(struct run *run, uint64_t left_ns, uint64_t now) {
  uint64_t wait_ns = left_ns / (shared->request.core == NO_CORE ? place.cores : 1);
  run->next_cpu_check_ns = now + (wait_ns > CPU_CHECK_MIN_NS ? wait_ns : CPU_CHECK_MIN_NS);
}

static void check_cpu(struct run *run, uint64_t now) {
  uint64_t limit_ns = shared->request.cpu_us * NS_PER_US, used_ns = usage_cpu_ns();
  if (used_ns >= limit_ns) {
    end_run(run, CAUSE_CPU, now);
    return;
  }
  schedule_cpu_check(run, limit_ns - used_ns, now);
}

static uint64_t wall_deadline_ns(const struct run *run) {
  return start_ns(run) + shared->request.wall_us * NS_PER_US + run->wall_excused_ns;
}

/* On a machine with too much to do a busy program reaches its wall limit first, and has not slept. A sleeper has. */
static void check_wall(struct run *run, uint64_t now) {
  uint64_t limit_ns = shared->request.wall_us * NS_PER_US, over_ns = now - start_ns(run) - limit_ns;
  uint64_t excused_ns = earlier(usage_kept_waiting_ns(), (WALL_STRETCH - 1) * limit_ns);
  if (excused_ns <= over_ns) end_run(run, CAUSE_WALL, now);
  else run->wall_excused_ns = excused_ns > over_ns + WALL_STEP_NS ? excused_ns : over_ns + WALL_STEP_NS;
}

static void watch_limits(struct run *run, uint64_t now) {
  if (now >= wall_deadline_ns(run)) check_wall(run, now);
  if (relay_output_exceeded(&run->relay)) end_run(run, CAUSE_OUTPUT, now);
  if (now >= run->next_cpu_check_ns) check_cpu(run, now);
  if (now >= run->next_sample_ns) sample(run, now);
}

static bool is_ending(const struct run *run) { return run->kill_ns != 0 || shared->report.end_ns != 0; }

static uint64_t next_look_ns(const struct run *run) {
  uint64_t next_ns = relay_deadline_ns(&run->relay);
  if (run->kill_ns != 0) return earlier(next_ns, run->next_kill_ns);
  if (shared->report.end_ns != 0) return earlier(next_ns, shared->report.end_ns + COLLECT_MAX_NS);
  return earlier(earlier(next_ns, wall_deadline_ns(run)), earlier(run->next_cpu_check_ns, run->next_sample_ns));
}

static void sleep_until(const struct run *run, uint64_t next_ns, uint64_t now) {
  struct pollfd fds[RELAY_POLL_FDS + 1];
  int count = relay_poll_set(&run->relay, fds);
  if (place.cells) fds[count] = (struct pollfd){.fd = run->cell.control_fd, .events = POLLIN};
  uint64_t wait_ns = next_ns > now ? next_ns - now : 0;
  struct timespec timeout = {.tv_sec = (time_t)(wait_ns / NS_PER_S), .tv_nsec = (long)(wait_ns % NS_PER_S)};
  sigset_t open_mask;
  sigemptyset(&open_mask);
  int ready = ppoll(fds, (nfds_t)(count + place.cells), next_ns == UINT64_MAX ? NULL : &timeout, &open_mask);
  /* The worker is gone, so nobody waits for this run. Ending PID 1 ends all of it. */
  if (ready > 0 && (fds[count - 1].revents & (POLLHUP | POLLERR))) exit(0);
}

static bool is_over(struct run *run) {
  if (place.cells) return cell_is_over(&run->cell);
  if (!child_changed) return false;
  child_changed = 0;
  return plain_reap();
}

static void supervise(struct run *run) {
  char fault[FAULT_BYTES] = "";
  relay_pump(&run->relay, now_ns());
  /* It may fail now (the program may hold every process the container is allowed) and is then made when it is needed. */
  if (place.cells) cell_prepare(fault);
  for (;;) {
    uint64_t now = now_ns();
    relay_pump(&run->relay, now);
    if (is_over(run)) return;
    if (!is_ending(run)) watch_limits(run, now);
    bool stuck = run->kill_ns == 0 && shared->report.end_ns != 0 && now >= shared->report.end_ns + COLLECT_MAX_NS;
    if (stuck || (run->kill_ns != 0 && now >= run->next_kill_ns)) kill_run(run, now);
    sleep_until(run, next_look_ns(run), now);
  }
}

/*
 * Where the kernel's count cannot be read, the OOM killer is recognised by what it leaves: an unexplained SIGKILL of a
 * program that was at its limit.
 */
static bool looks_like_oom(const struct run_outcome *outcome) {
  uint64_t limit_bytes = shared->request.memory_bytes;
  return !measure_has_oom() && outcome->signal_number == SIGKILL &&
         outcome->peak_memory_bytes >= limit_bytes - limit_bytes / 16;
}

static enum cause final_cause(const struct run *run, const struct run_outcome *outcome) {
  const struct exec_request *request = &shared->request;
  if (shared->report.fault[0] != '\0') return CAUSE_INTERNAL;
  if (run->cause != CAUSE_EXITED) return run->cause;
  if (relay_output_exceeded(&run->relay)) return CAUSE_OUTPUT;
  if (outcome->oom_kills > 0 || looks_like_oom(outcome)) return CAUSE_MEMORY;
  if (outcome->cpu_us > request->cpu_us) return CAUSE_CPU;
  if (outcome->wall_us > request->wall_us + run->wall_excused_ns / NS_PER_US) return CAUSE_WALL;
  return CAUSE_EXITED;
}

static void set_exit(const struct run *run, struct run_outcome *outcome) {
  const struct run_report *report = &shared->report;
  int status = report->wait_status;
  outcome->exit_code = -1;
  outcome->signal_number = SIGKILL;
  if (report->end_ns != 0) {
    outcome->signal_number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    if (WIFEXITED(status)) outcome->exit_code = WEXITSTATUS(status);
  } else if (report->fault[0] == '\0' && run->cause == CAUSE_EXITED && usage_oom_kills() == 0) {
    fault_text(shared->report.fault, "the cell ended before its program");
  }
  uint64_t end_ns = report->end_ns != 0 ? report->end_ns : now_ns();
  outcome->wall_us = report->start_ns != 0 ? (end_ns - report->start_ns) / NS_PER_US : 0;
}

static uint64_t max3(uint64_t a, uint64_t b, uint64_t c) { return a > b ? (a > c ? a : c) : (b > c ? b : c); }

static void conclude(struct run *run, struct run_outcome *outcome) {
  const struct run_report *report = &shared->report;
  set_exit(run, outcome);
  outcome->oom_kills = usage_oom_kills();
  outcome->cpu_us = usage_final_cpu_us();
  outcome->peak_memory_bytes = max3(report->max_rss_bytes, run->peak_memory_bytes, report->tmp_used_bytes);
  if (outcome->oom_kills > 0 && outcome->peak_memory_bytes < shared->request.memory_bytes)
    outcome->peak_memory_bytes = shared->request.memory_bytes;
  outcome->cause = final_cause(run, outcome);
  const struct relay_stream *out = &run->relay.out, *err = &run->relay.err;
  outcome->stdout_bytes = out->written_bytes < out->cap_bytes ? out->written_bytes : out->cap_bytes;
  outcome->stderr_bytes = err->written_bytes;
  outcome->stderr_truncated = err->written_bytes > err->cap_bytes;
  outcome->container_spoiled = run->gave_up;
}

static int begin(struct run *run) {
  memset(&shared->report, 0, sizeof shared->report);
  child_changed = 0;
  usage_begin();
  int failed = place.cells ? cell_start(&run->cell, shared->report.fault) : plain_start(&run->cell.ends);
  run->begin_ns = now_ns();
  schedule_cpu_check(run, shared->request.cpu_us * NS_PER_US, run->begin_ns);
  run->sample_gap_ns = FIRST_SAMPLE_NS;
  run->next_sample_ns = run->begin_ns + FIRST_SAMPLE_NS;
  return failed;
}

void run_execute(struct run_outcome *outcome) {
  struct run run = {.cause = CAUSE_EXITED};
  *outcome = (struct run_outcome){.cause = CAUSE_INTERNAL, .exit_code = -1, .container_spoiled = true};
  if (begin(&run) < 0) return;
  relay_open(&run.relay, &run.cell.ends);
  supervise(&run);
  if (place.cells) cell_leave(&run.cell);
  relay_finish(&run.relay);
  conclude(&run, outcome);
}
