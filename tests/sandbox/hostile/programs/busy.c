#include "hostile.h"
#include <pthread.h>
/* b(usy), t(hreads), s(tubborn: nothing but SIGKILL ends it), x (ignores the backstop's signal). */
static void *run(void *unused) { burn(); return NULL; }
int main(void) {
  int how = variant();
  pthread_t thread;
  if (how == 't') for (int i = 0; i < 8; i++) pthread_create(&thread, NULL, run, NULL);
  if (how == 's') {
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
  }
  if (how == 'x') for (int number = 1; number < 65; number++) signal(number, SIG_IGN);
  burn();
}
