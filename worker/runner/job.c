#include "job.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cell.h"
#include "plain.h"
#include "protocol.h"
#include "request.h"
#include "run.h"
#include "shared.h"
#include "tree.h"
#include "util.h"

/*
 * What run cells find on /artifact:
 *   SOURCES   the source files, until a compile has been asked for. A compile that collects nothing changes nothing.
 *   MADE      what the last compile made.
 *   MISSING   a compile was to make something and did not: every run is refused until the job ends.
 */
enum artifact_state { ARTIFACT_SOURCES, ARTIFACT_MADE, ARTIFACT_MISSING };

static struct {
  bool cells;
  uint32_t core;
  enum artifact_state artifact;
} job;

static void make_box(void) {
  if (mkdir("/box/source", 0755) < 0 && errno != EEXIST) fatal("/box/source: %s", strerror(errno));
  if (mkdir("/box/artifact", 0755) < 0 && errno != EEXIST) fatal("/box/artifact: %s", strerror(errno));
}

static void wipe_box(const char *path) {
  int directory = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (directory < 0 && errno == ENOENT) return;
  if (directory < 0 || tree_wipe(directory) < 0) fatal("wiping %s: %s", path, strerror(errno));
  close(directory);
}

void job_init(bool cells) {
  job.cells = cells;
  job.core = NO_CORE;
  make_box();
}

void job_begin(const struct frame *frame) {
  if (frame->length != 4) fatal("malformed BEGIN");
  job.core = get_u32(frame->payload);
  job.artifact = ARTIFACT_SOURCES;
  make_box();
}

static int create_source(const char *name, mode_t mode) {
  int box = open("/box/source", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  const char *last;
  int parent = box < 0 ? -1 : tree_open_parents(box, name, &last);
  int fd = parent < 0 ? -1 : openat(parent, last, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, mode);
  if (fd < 0) fatal("source file %.200s: %s", name, strerror(errno));
  close(parent);
  close(box);
  return fd;
}

static void write_all(int fd, const uint8_t *bytes, size_t count) {
  while (count > 0) {
    ssize_t written = write(fd, bytes, count);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fatal("source file: %s", strerror(errno));
    bytes += written;
    count -= (size_t)written;
  }
}

void job_receive_file(const struct frame *frame) {
  struct file_head head;
  if (!request_parse_file(frame, &head)) fatal("malformed FILE");
  int fd = create_source(head.name, head.mode & 0777);
  for (uint64_t left = head.bytes; left > 0;) {
    const uint8_t *bytes;
    size_t available = input_data(&bytes, left);
    write_all(fd, bytes, available);
    input_consume(available);
    left -= available;
    if (available == 0) input_wait();
  }
  close(fd);
}

static void send_result(const struct run_outcome *outcome, const char *note) {
  const struct run_report *report = &shared->report;
  uint8_t head[70];
  uint8_t *at = head;
  put_u32(at, shared->request.seq), at += 4;
  *at++ = outcome->cause;
  put_u32(at, (uint32_t)outcome->exit_code), at += 4;
  put_u32(at, (uint32_t)outcome->signal_number), at += 4;
  put_u64(at, outcome->cpu_us), at += 8;
  put_u64(at, outcome->wall_us), at += 8;
  put_u64(at, outcome->peak_memory_bytes), at += 8;
  put_u32(at, outcome->oom_kills), at += 4;
  put_u64(at, outcome->stdout_bytes), at += 8;
  put_u64(at, outcome->stderr_bytes), at += 8;
  *at++ = outcome->stderr_truncated;
  put_u64(at, report->artifact_bytes), at += 8;
  output_string_frame(FRAME_RESULT, head, (size_t)(at - head), note);
  output_flush();
}

static void refuse_run(void) {
  struct run_outcome outcome = {.cause = CAUSE_NO_ARTIFACT, .exit_code = -1};
  memset(&shared->report, 0, sizeof shared->report);
  input_drop(shared->request.stdin_bytes);
  send_result(&outcome, "the compile made no artifact");
}

/* A compile owns what /artifact shows from now on, whatever comes of it. */
static void settle_artifact(struct run_outcome *outcome) {
  const struct exec_request *request = &shared->request;
  if (request->kind != KIND_COMPILE || request->artifact[0] == '\0') return;
  bool ended_well = outcome->cause == CAUSE_EXITED && outcome->exit_code == 0;
  bool made = ended_well && shared->report.artifact_fault[0] == '\0';
  job.artifact = made ? ARTIFACT_MADE : ARTIFACT_MISSING;
  if (ended_well && !made) outcome->cause = CAUSE_NO_ARTIFACT;
}

static const char *note_of(const struct run_outcome *outcome) {
  if (outcome->cause == CAUSE_INTERNAL) return shared->report.fault;
  return outcome->cause == CAUSE_NO_ARTIFACT ? shared->report.artifact_fault : "";
}

void job_execute(const struct frame *frame) {
  struct exec_request *request = &shared->request;
  if (!request_parse_exec(frame, request)) fatal("malformed EXEC");
  request->core = job.core;
  request->artifact_is_source = job.artifact == ARTIFACT_SOURCES;
  if (request->kind == KIND_RUN && job.artifact == ARTIFACT_MISSING) {
    refuse_run();
    return;
  }
  if (request->kind == KIND_COMPILE && request->artifact[0] != '\0') wipe_box("/box/artifact");
  uint8_t seq[4];
  put_u32(seq, request->seq);
  output_frame(FRAME_STARTED, seq, sizeof seq, NULL, 0);
  struct run_outcome outcome;
  run_execute(&outcome);
  settle_artifact(&outcome);
  send_result(&outcome, note_of(&outcome));
  if (outcome.container_spoiled) fatal("a run left the container in doubt: %s", shared->report.fault);
}

void job_end(void) {
  wipe_box("/box/source");
  wipe_box("/box/artifact");
  if (job.cells) cell_await_ended();
  if (!job.cells) plain_end_job();
  job.artifact = ARTIFACT_SOURCES;
  job.core = NO_CORE;
  output_frame(FRAME_IDLE, NULL, 0, NULL, 0);
  output_flush();
}
