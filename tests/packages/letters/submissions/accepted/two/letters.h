#pragma once
#include <string>

std::string every_other(const std::string& word);
