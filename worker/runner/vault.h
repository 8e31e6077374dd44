#ifndef ENGINE_VAULT_H
#define ENGINE_VAULT_H

/*
 * A directory tree kept in a memory file that no path leads to. Without mount namespaces this is the only place where
 * the runner can keep sources and artifacts out of the reach of programs that have the same uid.
 */

/* Answers a descriptor of the new vault, or -1 with `fault` set. */
int vault_save(int directory, char *fault);
/* Writes the tree into an empty directory. */
int vault_restore(int vault_fd, int directory, char *fault);

#endif
