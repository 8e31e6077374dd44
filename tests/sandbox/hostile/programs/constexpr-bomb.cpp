constexpr unsigned long loop(unsigned long n) {
  unsigned long sum = 0;
  for (unsigned long i = 0; i < n; i++) sum += i * i;
  return sum;
}
constexpr unsigned long value = loop(1ul << 40);
int main() { return value; }
