#include <thread>
#include <vector>
int main() {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; i++) threads.emplace_back([] { for (volatile long i = 0;; i = i + 1); });
  threads[0].join();
}
