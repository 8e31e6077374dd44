#include <bits/stdc++.h>
using namespace std;

int main() {
    int n, amount;
    cin >> n >> amount;
    vector<int> coins(n);
    for (auto& coin : coins) cin >> coin;
    const int unreachable = 1'000'000;
    vector<int> fewest(amount + 1, unreachable);
    fewest[0] = 0;
    for (int sum = 1; sum <= amount; sum++)
        for (int coin : coins)
            if (coin <= sum) fewest[sum] = min(fewest[sum], fewest[sum - coin] + 1);
    cout << (fewest[amount] == unreachable ? -1 : fewest[amount]) << "\n";
}
