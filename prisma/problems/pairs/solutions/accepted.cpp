#include <bits/stdc++.h>
using namespace std;

int main() {
    ios::sync_with_stdio(false);
    cin.tie(nullptr);
    long long n, target;
    cin >> n >> target;
    vector<long long> values(n);
    for (auto& value : values) cin >> value;
    sort(values.begin(), values.end());
    long long pairs = 0;
    for (long long low = 0, high = n - 1; low < high;) {
        long long sum = values[low] + values[high];
        if (sum < target) {
            low++;
        } else if (sum > target) {
            high--;
        } else if (values[low] == values[high]) {
            long long count = high - low + 1;
            pairs += count * (count - 1) / 2;
            break;
        } else {
            long long left = 1, right = 1;
            while (values[low + left] == values[low]) left++;
            while (values[high - right] == values[high]) right++;
            pairs += left * right;
            low += left;
            high -= right;
        }
    }
    cout << pairs << "\n";
}
