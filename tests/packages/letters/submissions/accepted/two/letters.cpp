#include "letters.h"

std::string every_other(const std::string& word) {
    std::string result;
    for (size_t i = 0; i < word.size(); i += 2) result += word[i];
    return result;
}
