#ifndef ENGINE_JOB_H
#define ENGINE_JOB_H

#include <stdbool.h>

#include "frame.h"

/* One submission: its files, its runs, and what they leave for each other (the artifact, nothing else). */

void job_init(bool cells);
void job_begin(const struct frame *frame);
void job_receive_file(const struct frame *frame);
void job_execute(const struct frame *frame);
void job_end(void);

#endif
