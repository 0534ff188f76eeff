// SPDX-License-Identifier: Apache-2.0
#include "agent/backup/names.hpp"

#include <algorithm>
#include <string>

#include "platform/text.hpp"

namespace diag::backup {

std::string_view last_part(std::string_view path) {
    const auto slash = path.find_last_of("/\\");
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

NameDigest::NameDigest() {
    std::array<unsigned char, 32> random;
    fill_random(random);
    std::ranges::transform(random, key_.begin(),
                           [](unsigned char byte) { return static_cast<char>(byte); });
}

std::uint64_t NameDigest::of(std::string_view name) {
    running_.update({key_.data(), key_.size()});
    running_.update(lowered(name));
    const auto digest = running_.finish();
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < sizeof number; ++i) number = number << 8 | digest[i];
    return number;
}

NameSet::NameSet(std::size_t most) : most_(most) {
    // Room that nothing is written to costs no memory, and growing by copying would.
    digests_.reserve(most);
}

void NameSet::add(std::uint64_t digest) {
    if (!covers(digest)) return;
    digests_.push_back(digest);
    if (digests_.size() < most_) return;
    settle();
    // Room for many more, as sorting costs time.
    while (digests_.size() > most_ / 4 * 3 && greatest_ > 0) {
        greatest_ >>= 1;
        one_in_ *= 2;
        digests_.erase(std::ranges::upper_bound(digests_, greatest_), digests_.end());
    }
}

void NameSet::settle() {
    std::ranges::sort(digests_);
    digests_.erase(std::unique(digests_.begin(), digests_.end()), digests_.end());
}

bool NameSet::has(std::uint64_t digest) const {
    return std::ranges::binary_search(digests_, digest);
}

}  // namespace diag::backup
