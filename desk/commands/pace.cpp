// SPDX-License-Identifier: Apache-2.0
#include "desk/commands/pace.hpp"

#include <algorithm>

#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::desk {
namespace {

constexpr milliseconds window{10'000};
constexpr double longest_wait = 7 * 86'400;

}  // namespace

void Pace::seen(std::uint64_t bytes, milliseconds at) {
    if (!marks_.empty() && bytes < marks_.back().bytes) marks_.clear();
    marks_.push_back({bytes, at});
    // The oldest one kept is the last that is older than the window.
    while (marks_.size() > 2 && at - marks_[1].at >= window) marks_.pop_front();
}

double Pace::rate() const {
    if (marks_.size() < 2) return 0;
    const auto span = marks_.back().at - marks_.front().at;
    if (span.count() <= 0) return 0;
    return static_cast<double>(marks_.back().bytes - marks_.front().bytes) * 1000 /
           static_cast<double>(span.count());
}

std::string Pace::in_words(std::uint64_t size) const {
    const auto bytes = marks_.empty() ? 0 : std::min(marks_.back().bytes, size);
    auto text = bytes_text(bytes) + " of " + bytes_text(size);
    if (size > 0)
        text +=
            ", " + fixed(static_cast<double>(bytes) * 100 / static_cast<double>(size), 0) + " %";
    const auto each_second = rate();
    if (each_second < 1 || bytes >= size) return text;
    text += ", " + bytes_text(static_cast<std::uint64_t>(each_second)) + "/s";
    const auto left = static_cast<double>(size - bytes) / each_second;
    if (left > longest_wait) return text;
    return text + ", " + duration_text(std::chrono::seconds{static_cast<std::int64_t>(left) + 1}) +
           " left";
}

}  // namespace diag::desk
