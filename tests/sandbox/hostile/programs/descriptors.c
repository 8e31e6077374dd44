#include "hostile.h"
/* With a limit of 256. */
int main(void) {
  int count = 0;
  while (count < 100000 && open("/dev/null", O_RDONLY) >= 0) count++;
  EXPECT(errno == EMFILE);
  EXPECT(count >= 200 && count <= 256);
  return verdict();
}
