#ifndef ENGINE_PROBE_H
#define ENGINE_PROBE_H

#include <stdbool.h>

/* Tries a whole run in a cell; when it does not work here, `fault` says why. */
bool probe_cells(char *fault);
/* The program of that run: exits 0 when it finds what a cell promises, else with the number of the first broken one. */
int probe_main(void);

#endif
