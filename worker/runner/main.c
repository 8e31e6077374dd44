#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cell.h"
#include "frame.h"
#include "job.h"
#include "launch.h"
#include "measure.h"
#include "mounts.h"
#include "plain.h"
#include "probe.h"
#include "protocol.h"
#include "run.h"
#include "seccomp_filter.h"
#include "shared.h"
#include "util.h"

/*
 * The runner: PID 1 of every runtime container. It speaks docs/runner-protocol.md on its standard streams. States:
 *
 *   STARTING   closes what was inherited, finds out whether cells work here, says READY. Leaves to IDLE, or says
 *              FATAL and ends.
 *   IDLE       holds a cell in readiness and waits for a frame. BEGIN leads to IN JOB; PING is answered.
 *   IN JOB     FILE and EXEC frames, strictly in order (job.c, run.c). END wipes everything, says IDLE, leads to IDLE.
 *
 * Every state ends with the worker's end of standard input: then PID 1 exits, and the kernel ends the container.
 * Anything that should not happen (a malformed frame, a wipe that fails) is FATAL: a container in doubt is thrown
 * away by the worker, never repaired.
 */

/* As dear to the OOM killer as a program could make itself where it may write to /proc (without cells). */
static void outlive_programs(void) {
  char score[16];
  for (int value = -1000; value < 1000; value += 50) {
    snprintf(score, sizeof score, "%d", value);
    if (write_file("/proc/self/oom_score_adj", score) == 0) return;
  }
}

static void harden(void) {
  outlive_programs();
  /* A program of the same uid must not read or trace the process that reports its verdict. */
  prctl(PR_SET_DUMPABLE, 0);
  syscall(SYS_close_range, 3u, ~0u, 0u);
  signal(SIGPIPE, SIG_IGN);
  umask(0);
}

static bool start(char *note) {
  shared_create();
  measure_open();
  mounts_init();
  launch_init(true);
  cell_init();
  job_init(true);
  seccomp_filter_build(true);
  run_init(true);
  if (probe_cells(note)) return true;
  launch_init(false);
  job_init(false);
  seccomp_filter_build(false);
  run_init(false);
  plain_init();
  return false;
}

static void say_ready(bool cells, const char *note) {
  uint8_t head[5];
  put_u32(head, PROTOCOL_VERSION);
  head[4] = cells;
  output_string_frame(FRAME_READY, head, sizeof head, note);
  output_drain();
}

static void handle(const struct frame *frame) {
  switch (frame->type) {
    case FRAME_BEGIN: return job_begin(frame);
    case FRAME_FILE: return job_receive_file(frame);
    case FRAME_EXEC: return job_execute(frame);
    case FRAME_END: return job_end();
    case FRAME_PING:
      output_frame(FRAME_PONG, NULL, 0, NULL, 0);
      return output_flush();
    default: fatal("unexpected frame 0x%02x", frame->type);
  }
}

int main(int argc, char **argv) {
  if (argc == 2 && strcmp(argv[1], "--probe") == 0) return probe_main();
  harden();
  frames_init();
  char note[FAULT_BYTES] = "";
  bool cells = start(note);
  say_ready(cells, note);
  for (;;) {
    char fault[FAULT_BYTES] = "";
    /* Making a cell takes longer than starting a program in it, so it is made while there is nothing else to do. */
    if (cells && input_idle() && cell_prepare(fault) < 0) fatal("%s", fault);
    output_drain();
    struct frame frame = input_frame();
    handle(&frame);
  }
}
