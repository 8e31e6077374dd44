#ifndef ENGINE_TREE_H
#define ENGINE_TREE_H

#include <stdint.h>

/* Copying and wiping of directory trees that somebody else has shaped: links are never followed. */

struct tree_budget {
  uint64_t bytes_left;
  uint64_t bytes_copied;
  uint32_t entries_left;
};

/* Copies the regular file open as `from_fd` to a new file. The executable bit is kept, everything else is read-only. */
int tree_copy_file(int from_fd, int to_dir, const char *name, struct tree_budget *budget, char *fault);
/* Copies what is in `from_dir` (regular files and directories only) into `to_dir`. Closes neither. */
int tree_copy(int from_dir, int to_dir, uint32_t depth_left, struct tree_budget *budget, char *fault);
/* Removes everything in the directory, whatever its depth, names and modes. */
int tree_wipe(int root_dir);
/* Makes the directories that lead to `path` and answers a descriptor of the last one; `name` is what follows it. */
int tree_open_parents(int root_dir, const char *path, const char **name);

#endif
