int main(void) {
    for (volatile unsigned long spin = 0;; spin++) continue;
}
