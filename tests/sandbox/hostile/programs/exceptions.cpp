#include <stdexcept>
struct Loop {
  ~Loop() noexcept(false) { throw std::runtime_error("again"); }
};
int main() {
  Loop loop;
  throw std::runtime_error("on purpose");
}
