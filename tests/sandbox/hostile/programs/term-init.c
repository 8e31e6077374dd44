#include "hostile.h"
/* SIGTERM is how the runner tells the cell's init to end everything. */
int main(void) {
  signal(SIGTERM, SIG_IGN);
  kill(1, SIGTERM);
  usleep(200000);
  return verdict();
}
