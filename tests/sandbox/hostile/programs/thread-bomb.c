#include "hostile.h"
#include <pthread.h>
static void *wait_forever(void *unused) { for (;;) pause(); }
int main(void) {
  pthread_t thread;
  for (int i = 0; i < 100000; i++)
    if (pthread_create(&thread, NULL, wait_forever, NULL) != 0) abort();
  puts("OK");
}
