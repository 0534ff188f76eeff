// SPDX-License-Identifier: Apache-2.0
#include "agent/stream/window.hpp"

#include <unistd.h>

#include <algorithm>

#include "agent/redact/redactor.hpp"

namespace diag::stream {
namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::size_t sample_size = std::size_t{64} << 10;
/// Samples read in a row after the bisection. A record longer than that is kept whole.
constexpr int last_samples = 64;

/// What lies from `at` on, up to sample_size bytes and not past `end`.
std::string sample(const OpenFile& file, std::uint64_t at, std::uint64_t end) {
    std::string text(std::min<std::uint64_t>(sample_size, end - at), '\0');
    const auto got = read_at(file.descriptor, at, text);
    text.resize(got ? *got : 0);
    return text;
}

struct TimedLine {
    std::size_t at;
    Time time;
};

/// The first whole line of `text` that tells its time. Without `from_start` its first line may be
/// the rest of one and does not count.
std::optional<TimedLine> first_timed(std::string_view text, bool from_start,
                                     const TimestampReader& reader) {
    auto at = from_start ? 0 : text.find('\n') + 1;
    if (!from_start && at == 0) return {};
    while (at < text.size()) {
        const auto end = std::min(text.find('\n', at), text.size());
        if (const auto time = reader.read(text.substr(at, end - at))) return TimedLine{at, *time};
        at = end + 1;
    }
    return {};
}

/// The first byte from `at` on that is not in a hole of a sparse file (lseek(2)).
std::uint64_t data_from(const OpenFile& file, std::uint64_t at) {
    const auto data = ::lseek(file.descriptor.get(), static_cast<::off_t>(at), SEEK_DATA);
    return data < 0 ? at : std::min(static_cast<std::uint64_t>(data), file.size);
}

/// Where `since` is crossed, to within a sample: the start of a line before it.
std::uint64_t bisected(const OpenFile& file, Time since, const TimestampReader& reader) {
    std::uint64_t early = 0, late = file.size;
    while (late - early > sample_size) {
        const auto middle = early + (late - early) / 2;
        auto at = middle;
        auto line = first_timed(sample(file, at, file.size), false, reader);
        if (!line) {
            at = data_from(file, middle);  // a hole, as crashes leave them
            line = first_timed(sample(file, at, file.size), false, reader);
        }
        if (line && line->time < since && at + line->at < late)
            early = at + line->at;
        else
            late = middle;
    }
    return early;
}

/// The last place at or before `at` where the file may be cut, at most a sample back.
std::uint64_t cut_before(const OpenFile& file, std::uint64_t at, std::uint64_t floor) {
    const auto from = at - floor > sample_size ? at - sample_size : floor;
    const auto text = sample(file, from, at);
    const auto cut = redact::Redactor::safe_cut(text);
    return from + (cut != 0 ? cut : redact::Redactor::forced_cut(text));
}

}  // namespace

std::size_t window_start(std::string_view text, Time since, const TimestampReader& reader) {
    bool any = false;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        const auto time = reader.read(text.substr(at, end - at));
        if (time && *time >= since) return at;
        any = any || time;
        at = end + 1;
    }
    return any ? npos : 0;
}

std::uint64_t window_start(const OpenFile& file, Time since, const TimestampReader& reader) {
    const auto first = first_timed(sample(file, 0, file.size), true, reader);
    if (!first || first->time >= since) return 0;
    const auto early = bisected(file, since, reader);
    auto at = early;
    for (int count = 0; count < last_samples && at < file.size; ++count) {
        const auto text = sample(file, at, file.size);
        if (text.empty()) break;
        const auto found = window_start(text, since, reader);
        if (found != npos && (found != 0 || first_timed(text, true, reader))) return at + found;
        const auto last = text.rfind('\n');
        at += last == npos || last == 0 ? text.size() : last + 1;
    }
    return at >= file.size ? file.size : early;
}

std::vector<Range> capped(const OpenFile& file, Range range, std::uint64_t limit) {
    if (limit == 0 || range.to - range.from <= limit) return {range};
    const auto head = cut_before(file, range.from + limit / 2, range.from);
    // A little less than half, so that looking back for a safe cut does not pass the limit.
    const auto slack = std::min<std::uint64_t>(sample_size, limit / 8);
    const auto wanted = range.to - limit / 2 + slack;
    auto tail = cut_before(file, wanted, std::max(head, wanted - 2 * slack));
    if (tail < range.to - limit / 2) tail = wanted;
    if (tail <= head) return {range};
    return {{range.from, head}, {tail, range.to}};
}

}  // namespace diag::stream
