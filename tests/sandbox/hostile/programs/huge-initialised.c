int everything[1 << 28] = {1};
int main(void) { return everything[5]; }
