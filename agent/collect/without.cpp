// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/without.hpp"

#include <algorithm>

namespace diag::collect {
namespace {

Error by_local_user() { return {Fault::refused, "left out by who reviewed it at the site"}; }

void forget_item(std::vector<Clean>& all, const exchange::ContentEntry& entry) {
    for (auto& clean : all) {
        if (clean.collector->id != entry.collector) continue;
        const auto item = clean.items.find(entry.item);
        if (item != clean.items.end()) item->second = {by_local_user(), {}};
    }
}

/// `number`: which of its collector's attachments it is; they were packed in this order.
void forget_attachment(Passing& passing, const std::string& collector, std::size_t number) {
    const auto found = passing.passed.find(collector);
    if (found == passing.passed.end() || number >= found->second.size()) return;
    auto& passed = found->second[number];
    stream::Passed nothing;
    nothing.name = passed.name;
    nothing.failure = by_local_user();
    nothing.read_bytes = passed.read_bytes;
    passed = std::move(nothing);
}

}  // namespace

Result<> pack_without(const Packed& packed, const std::set<std::size_t>& left_out,
                      std::vector<Clean>& clean, Passing& passing, ContentWriter& rest) {
    if (!left_out.empty() && *left_out.rbegin() >= packed.entries)
        return Error{Fault::refused, "there is no such file to leave out"};
    std::map<std::string, std::size_t, std::less<>> attachments;
    for (std::size_t i = 0; i < packed.entries; ++i) {
        auto entry = packed.content.contents().entries[i];
        const auto number = entry.attachment ? attachments[entry.collector]++ : 0;
        if (left_out.contains(i)) {
            if (entry.attachment)
                forget_attachment(passing, entry.collector, number);
            else
                forget_item(clean, entry);
            entry.failure = by_local_user();
            entry.left_out = exchange::LeftOutBy::local_user;
            entry.redactions.clear();
            rest.add_failure(std::move(entry));
        } else if (entry.path.empty()) {
            rest.add_failure(std::move(entry));
        } else {
            const auto again =
                rest.add_again(packed.file, packed.content.extents()[i], std::move(entry));
            if (!again) return again.error();
        }
    }
    return {};
}

}  // namespace diag::collect
