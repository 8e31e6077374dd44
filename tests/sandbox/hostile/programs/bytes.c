#include "hostile.h"
/* 0: every byte; u: characters cut in two; n: a NUL in the right answer; c: what a terminal obeys; h: what a browser obeys. */
int main(void) {
  int what = variant();
  if (what == '0') for (int i = 0; i < 256; i++) putchar(i);
  if (what == 'n') fwrite("O\0K", 1, 3, stdout);
  if (what == 'c') fputs("\033[2J\033]0;owned\007\r\b\xe2\x80\xae" "end\n", stdout);
  if (what == 'h') fputs("<script>alert(1)</script>\"'&amp;\n", stdout);
  if (what == 'u') {
    for (int i = 0; i < 65535; i++) putchar('a');
    fflush(stdout);
    for (int i = 0; i < 100; i++) write(1, "\xc3", 1), usleep(100), write(1, "\xa9\xff", 2);
  }
}
