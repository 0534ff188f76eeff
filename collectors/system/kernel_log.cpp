// SPDX-License-Identifier: Apache-2.0
#include "collectors/system/kernel_log.hpp"

#include <cmath>

#include "platform/text.hpp"
#include "platform/timestamp.hpp"

namespace diag::host {
namespace {

/// The seconds in "[   12.345678]", with what follows the bracket (and the caller's, "[  T123]").
struct Stamp {
    double seconds = 0;
    std::string_view rest;
};

std::optional<Stamp> stamp_of(std::string_view line) {
    if (!line.starts_with('[')) return std::nullopt;
    const auto close = line.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    const auto seconds = real(trimmed(line.substr(1, close - 1)));
    if (!seconds || *seconds < 0 || *seconds > 1e10) return std::nullopt;
    auto rest = line.substr(close + 1);
    if (rest.starts_with('[')) {  // CONFIG_PRINTK_CALLER
        const auto caller = rest.find(']');
        const auto id = caller == std::string_view::npos ? "" : trimmed(rest.substr(1, caller - 1));
        if (!id.empty() && (id[0] == 'T' || id[0] == 'C') && natural(id.substr(1)))
            rest.remove_prefix(caller + 1);
    }
    return Stamp{*seconds, trimmed(rest)};
}

/// "<6>" of /dev/kmsg and the raw syslog(2) buffer.
std::string_view without_level(std::string_view line) {
    if (!line.starts_with('<')) return line;
    const auto close = line.find('>');
    if (close == std::string_view::npos || close > 4 || !natural(line.substr(1, close - 1)))
        return line;
    return line.substr(close + 1);
}

std::string_view without_stamp(std::string_view message) {
    const auto stamp = stamp_of(message);
    return stamp ? stamp->rest : message;
}

std::optional<KernelLine> kernel_line(std::string_view line, const TimestampReader& reader,
                                      const LogClock& clock) {
    line = without_level(line);
    if (const auto stamp = stamp_of(line)) {
        KernelLine found{{}, stamp->rest};
        if (clock.boot)
            found.time = *clock.boot + milliseconds{std::llround(stamp->seconds * 1000)};
        return found;
    }
    constexpr std::string_view tag = " kernel: ";
    const auto time = reader.read(line);
    if (const auto at = line.find(tag); at != std::string_view::npos && at < 200)
        return KernelLine{time, without_stamp(trimmed(line.substr(at + tag.size())))};
    if (!time) return std::nullopt;
    // dmesg writes the time as one word: 2026-11-23T20:33:28,123456+00:00.
    const auto blank = line.find(' ');
    if (blank == std::string_view::npos) return std::nullopt;
    return KernelLine{time, trimmed(line.substr(blank))};
}

}  // namespace

std::vector<KernelLine> kernel_lines(std::string_view text, const LogClock& clock) {
    const TimestampReader reader(clock.now);
    std::vector<KernelLine> found;
    for (const auto line : lines_of(text)) {
        if (line.starts_with("-- ")) continue;
        if (auto read = kernel_line(line, reader, clock); read && !read->message.empty())
            found.push_back(*read);
    }
    return found;
}

}  // namespace diag::host
