#ifndef ENGINE_ARTIFACT_H
#define ENGINE_ARTIFACT_H

#include <stdint.h>

/*
 * Copies what a compile made, `path` under `work_dir` (a regular file or a directory of them), into `to_dir` under
 * its last component. Only called when every process that could change it is dead. Answers -1 with `fault` set.
 */
int artifact_collect(int work_dir, const char *path, int to_dir, uint64_t cap_bytes, uint64_t *bytes, char *fault);
/* Puts the source files into the working directory of a compile. */
int artifact_copy_sources(int source_dir, int work_dir, char *fault);

#endif
