#include "hostile.h"
int main(int count, char **arguments) { return verdict(); }
