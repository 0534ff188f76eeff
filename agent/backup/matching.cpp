// SPDX-License-Identifier: Apache-2.0
#include "agent/backup/matching.hpp"

#include <algorithm>

namespace diag::backup {
namespace {

/// A plain seed will do: what is sampled must be unforeseen, not secret.
std::uint64_t seed() {
    std::array<unsigned char, 8> bytes;
    fill_random(bytes);
    std::uint64_t number = 0;
    for (const auto byte : bytes) number = number << 8 | byte;
    return number;
}

}  // namespace

Matching::Matching(std::size_t most_names) : objects_(most_names), chance_(seed()) {}

void Matching::add(std::string_view name) {
    if (name.size() >= shortest_name && name.size() <= longest_name) objects_.add(digest_.of(name));
}

void Matching::see_object(std::string_view path) {
    // It has the name of its image and would stand in for one that is missing.
    if (path.find("objs/metadata/") != std::string_view::npos) return;
    const auto name = last_part(path);
    add(name);
    if (const auto ending = name.rfind('.'); ending != std::string_view::npos)
        add(name.substr(0, ending));
}

void Matching::see_document(const Namespace& name, std::string_view document) {
    auto found = samples_.find(name);
    if (found == samples_.end()) {
        if (samples_.size() >= most_samples) return;
        found = samples_.try_emplace(name).first;
    }
    found->second.see(document, digest_, chance_());
}

References Matching::references() {
    objects_.settle();
    References all{.collections = samples_.size(), .one_in = objects_.one_in()};
    for (const auto& [name, sample] : samples_) {
        const auto before = all.closest.size();
        sample.compare(objects_, all);
        all.records += sample.records();
        for (auto i = before; i < all.closest.size(); ++i) {
            all.closest[i].database = name.first;
            all.closest[i].collection = name.second;
        }
    }
    std::ranges::stable_sort(all.closest, std::ranges::greater{}, share_of);
    if (all.closest.size() > most_references) all.closest.resize(most_references);
    return all;
}

}  // namespace diag::backup
