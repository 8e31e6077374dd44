#ifndef ENGINE_SECCOMP_FILTER_H
#define ENGINE_SECCOMP_FILTER_H

#include <stdbool.h>

/* Builds the program filter once. `own_ipc`: whether each run has an IPC namespace of its own. */
void seccomp_filter_build(bool own_ipc);
/* Puts it on the calling process, for good. Needs no_new_privs. */
int seccomp_filter_install(void);

#endif
