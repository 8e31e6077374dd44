#include "hostile.h"
int main(void) {
  switch (variant()) {
    case 'n': fputs("1 2\n3", stdout); break;
    case 'c': fputs("1 2\r\n3\r\n", stdout); break;
    case 'r': fputs("1 2\n\r3\n\r", stdout); break;
    case 's': fputs("1 2   \n3\t\n\n\n", stdout); break;
    case 'x': fputs("1 23\n", stdout); break;
  }
}
