#ifndef ENGINE_MOUNTS_H
#define ENGINE_MOUNTS_H

#include <stdint.h>

/* What a cell sees of the file system. All of it runs in the cell's init, inside its own user and mount namespaces. */

struct mounts {
  /* The container's /box/source and /box/artifact, which the cell itself has no path to. */
  int source_dir;
  int artifact_dir;
};

/* Looks once, in the runner, at what there is to hide. */
void mounts_init(void);
/* Everything that does not depend on the run. Answers -1 with `fault` set. */
int mounts_prepare(struct mounts *mounts, char *fault);
/* The size of the run's tmpfs. */
int mounts_resize(uint64_t tmp_bytes, char *fault);
/* Shows one of the two folders, read-only, on /artifact. */
int mounts_show_artifact(int shown_dir, char *fault);
/* How much of the run's tmpfs is in use. */
uint64_t mounts_used_bytes(void);

#endif
