#include "hostile.h"
int main(void) {
  int with_sessions = variant() == 's';
  for (;;) {
    if (fork() == 0 && with_sessions) setsid();
  }
}
