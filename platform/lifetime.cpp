// SPDX-License-Identifier: Apache-2.0
#include "platform/lifetime.hpp"

#include <algorithm>
#include <numeric>

namespace diag {

std::vector<bool> surely_old(std::span<const Lifetime> all, milliseconds kept, Time now) {
    std::vector<bool> old(all.size(), false);
    std::vector<std::size_t> newest_first(all.size());
    std::iota(newest_first.begin(), newest_first.end(), std::size_t{0});
    std::erase_if(newest_first, [&](std::size_t i) { return all[i].made > now; });
    std::ranges::sort(newest_first, std::greater{}, [&](std::size_t i) { return all[i].made; });
    auto later = now;
    for (std::size_t rank = 0; rank < newest_first.size(); ++rank) {
        const auto& each = all[newest_first[rank]];
        if (later - each.made > longest_silence) break;
        later = each.made;
        old[newest_first[rank]] =
            rank >= newest_kept && now > each.ended && now - each.ended > kept;
    }
    return old;
}

}  // namespace diag
