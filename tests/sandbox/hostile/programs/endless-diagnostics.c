/* A million mistakes, each of them explained at length. */
#define MISTAKE { int *wrong = "of the wrong type"; struct missing there; there.member = wrong + there; }
#define TEN(x) x x x x x x x x x x
#define HUNDRED(x) TEN(TEN(x))
int main(void) {
  HUNDRED(HUNDRED(HUNDRED(MISTAKE)))
}
