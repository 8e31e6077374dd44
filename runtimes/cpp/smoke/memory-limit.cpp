#include <string>
#include <vector>

int main() {
    std::vector<std::string> pieces;
    for (;;) pieces.emplace_back(1 << 20, 'x');
}
