#include <bits/stdc++.h>
using namespace std;

int main() {
    ios::sync_with_stdio(false);
    cin.tie(nullptr);
    long long n, target;
    cin >> n >> target;
    vector<long long> values(n);
    for (auto& value : values) cin >> value;
    long long pairs = 0;
    for (long long i = 0; i < n; i++)
        for (long long j = i + 1; j < n; j++)
            if (values[i] + values[j] == target) pairs++;
    cout << pairs << "\n";
}
