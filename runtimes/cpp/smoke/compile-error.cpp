int main() {
    std::vector<int> missing;
}
