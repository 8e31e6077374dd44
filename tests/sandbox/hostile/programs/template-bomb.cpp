template <unsigned long N, unsigned long M>
struct Bomb {
  static constexpr unsigned long value = Bomb<N - 1, M * 2>::value + Bomb<N - 1, M * 2 + 1>::value;
};
template <unsigned long M>
struct Bomb<0, M> {
  static constexpr unsigned long value = M;
};
int main() { return Bomb<60, 1>::value; }
