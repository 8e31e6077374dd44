#include <iostream>
#include "letters.h"

int main() {
    std::string word;
    std::cin >> word;
    std::cout << every_other(word) << "\n";
}
