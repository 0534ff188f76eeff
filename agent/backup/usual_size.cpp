// SPDX-License-Identifier: Apache-2.0
#include "agent/backup/usual_size.hpp"

#include <algorithm>

#include "platform/text.hpp"

namespace diag::backup {
namespace {

constexpr double percent = 100;

bool is_shrunk(std::uint64_t bytes, std::uint64_t beside, const Limits& limits) {
    return static_cast<double>(bytes) <
           static_cast<double>(beside) * (1 - limits.shrunk_percent / percent);
}

bool is_grown(std::uint64_t bytes, std::uint64_t beside, const Limits& limits) {
    return static_cast<double>(bytes) > limits.grown_times * static_cast<double>(beside);
}

bool is_alike(std::uint64_t bytes, std::uint64_t beside, const Limits& limits) {
    return !is_shrunk(bytes, beside, limits) && !is_grown(bytes, beside, limits);
}

/// Newest first, those that are known to hold other parts left out; also those that are unknown and
/// as large as such a one, unless none would be left.
std::vector<Earlier> comparable(const Climb& climb, const std::string& parts) {
    std::vector<Earlier> alike, others, unsure;
    for (const auto& each : climb.earlier)
        if (each.bytes > 0 && !each.contents.empty() && each.contents != parts)
            others.push_back(each);
    for (const auto& each : climb.earlier) {
        if (each.bytes == 0 || (!each.contents.empty() && each.contents != parts)) continue;
        const bool may_be_other =
            each.contents.empty() && std::ranges::any_of(others, [&](const Earlier& other) {
                return is_alike(each.bytes, other.bytes, climb.limits);
            });
        (may_be_other ? unsure : alike).push_back(each);
    }
    return alike.empty() ? unsure : alike;
}

std::uint64_t median_of_newest(const std::vector<Earlier>& earlier, std::size_t most) {
    std::vector<std::uint64_t> sizes;
    for (const auto& each : earlier)
        if (sizes.size() < most) sizes.push_back(each.bytes);
    std::ranges::sort(sizes);
    return sizes[sizes.size() / 2];
}

void see_nothing_comparable(const Climb& climb, const std::string& parts, Rung& rung) {
    const auto text = "It has " + bytes_text(climb.contents->identity.bytes);
    const auto other =
        std::ranges::find_if(climb.earlier, [](const Earlier& each) { return each.bytes > 0; });
    if (other == climb.earlier.end()) {
        rung.seen.push_back(text + "; there is no earlier one to compare with.");
        return;
    }
    if (rung.standing == Standing::held) rung.standing = Standing::not_told;
    rung.seen.push_back(text + " and holds: " + parts + ". Those before it hold other parts (" +
                        other->contents + "), so whether its size is usual is not told.");
}

/// Sizes of what nobody looked into: this one's is among them, and so is a quite different one.
bool may_be_two_kinds(const std::vector<Earlier>& earlier, std::uint64_t bytes,
                      const Limits& limits) {
    const bool any_as_large = std::ranges::any_of(earlier, [&](const Earlier& each) {
        return each.contents.empty() && is_alike(bytes, each.bytes, limits);
    });
    const bool any_other = std::ranges::any_of(earlier, [&](const Earlier& each) {
        return each.contents.empty() && !is_alike(bytes, each.bytes, limits);
    });
    return any_as_large && any_other;
}

}  // namespace

void see_size(const Climb& climb, Rung& rung) {
    const auto parts = class_of(*climb.contents);
    const auto earlier = comparable(climb, parts);
    if (earlier.empty()) return see_nothing_comparable(climb, parts, rung);
    const auto bytes = climb.contents->identity.bytes;
    const auto usual = median_of_newest(earlier, climb.limits.compared);
    const double change = percent * (static_cast<double>(bytes) / static_cast<double>(usual) - 1);
    auto text = "It has " + bytes_text(bytes) + ", " + (change < 0 ? "" : "+") + fixed(change, 0) +
                " % beside the " + bytes_text(usual) + " of those before it.";
    if (is_alike(bytes, usual, climb.limits)) {
        rung.seen.push_back(std::move(text));
    } else if (may_be_two_kinds(earlier, bytes, climb.limits)) {
        if (rung.standing == Standing::held) rung.standing = Standing::not_told;
        rung.seen.push_back(text +
                            " Others before it are as large as this one, and what they hold is not "
                            "known: either two kinds lie in one place, or something is missing. "
                            "Verify one of those that differ, and it is known.");
    } else {
        rung.standing = Standing::failed;
        rung.seen.push_back(text + (is_shrunk(bytes, usual, climb.limits)
                                        ? " Something is missing, or was removed from the server."
                                        : " Something was added that is not usual."));
    }
}

}  // namespace diag::backup
