// SPDX-License-Identifier: Apache-2.0
#include "platform/units.hpp"

#include <array>
#include <limits>

#include "platform/text.hpp"

namespace diag {
namespace {

struct DurationUnit {
    std::string_view name;
    std::int64_t length;  ///< in ms
};

constexpr std::array duration_units{
    DurationUnit{"w", 604'800'000}, DurationUnit{"d", 86'400'000}, DurationUnit{"h", 3'600'000},
    DurationUnit{"m", 60'000},      DurationUnit{"s", 1'000},      DurationUnit{"ms", 1},
};
constexpr std::int64_t longest = 36'525ll * 86'400'000;  ///< 100 years, far from any overflow

struct ByteUnit {
    std::string_view name;
    std::uint64_t factor;
};

constexpr std::array byte_units{
    ByteUnit{"TiB", 1ull << 40},
    ByteUnit{"GiB", 1ull << 30},
    ByteUnit{"MiB", 1ull << 20},
    ByteUnit{"KiB", 1ull << 10},
    ByteUnit{"T", 1ull << 40},
    ByteUnit{"G", 1ull << 30},
    ByteUnit{"M", 1ull << 20},
    ByteUnit{"K", 1ull << 10},
    ByteUnit{"TB", 1'000'000'000'000},
    ByteUnit{"GB", 1'000'000'000},
    ByteUnit{"MB", 1'000'000},
    ByteUnit{"KB", 1'000},
    ByteUnit{"B", 1},
    ByteUnit{"", 1},
};

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
char upper(char letter) {
    return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
}

bool same_word(std::string_view left, std::string_view right) {
    if (left.size() != right.size()) return false;
    for (std::size_t i = 0; i < left.size(); ++i)
        if (upper(left[i]) != upper(right[i])) return false;
    return true;
}

/// The leading run of bytes that are, or are not, digits, taken off `text`.
std::string_view take(std::string_view& text, bool digits) {
    std::size_t end = 0;
    while (end < text.size() && is_digit(text[end]) == digits) ++end;
    const auto taken = text.substr(0, end);
    text.remove_prefix(end);
    return taken;
}

Error no_duration(std::string_view text) {
    return {Fault::malformed, "'" + printable(text.substr(0, 80)) +
                                  "' is no duration such as 90s, 30m, 24h, 2d or 1h30m"};
}

Error no_size(std::string_view text) {
    return {Fault::malformed, "'" + printable(text.substr(0, 80)) +
                                  "' is no size such as 512KiB, 64MiB, 2GiB or a number of bytes"};
}

}  // namespace

Result<milliseconds> duration_from(std::string_view text) {
    auto rest = trimmed(text);
    if (rest.empty()) return no_duration(text);
    std::int64_t total = 0;
    std::size_t next_unit = 0;
    while (!rest.empty()) {
        const auto count = natural(take(rest, true));
        const auto name = take(rest, false);
        while (next_unit < duration_units.size() && duration_units[next_unit].name != name)
            ++next_unit;
        if (!count || next_unit == duration_units.size()) return no_duration(text);
        const auto length = duration_units[next_unit++].length;
        if (*count > static_cast<std::uint64_t>((longest - total) / length))
            return Error{Fault::malformed, "a duration is at most 100 years"};
        total += static_cast<std::int64_t>(*count) * length;
    }
    return milliseconds{total};
}

std::string duration_text(milliseconds span) {
    auto rest = span.count();
    if (rest <= 0) return "0s";
    std::string text;
    for (const auto& unit : duration_units) {
        const bool too_grand = unit.name == "w" || (unit.name == "d" && rest < 2 * unit.length);
        if (too_grand || rest < unit.length) continue;
        text += std::to_string(rest / unit.length) + std::string(unit.name);
        rest %= unit.length;
    }
    return text;
}

std::string whole_span_text(std::chrono::seconds span, SpanUnit least, SpanUnit most) {
    constexpr std::array<std::pair<std::int64_t, const char*>, 4> units{
        {{1, " s"}, {60, " min"}, {3'600, " h"}, {86'400, " d"}}};
    auto unit = static_cast<std::size_t>(most);
    while (unit > static_cast<std::size_t>(least) && span.count() < 2 * units.at(unit).first)
        --unit;
    return std::to_string(span.count() / units.at(unit).first) + units.at(unit).second;
}

Result<std::uint64_t> bytes_from(std::string_view text) {
    auto rest = trimmed(text);
    const auto count = natural(take(rest, true));
    rest = trimmed(rest);
    if (!count) return no_size(text);
    for (const auto& unit : byte_units) {
        if (!same_word(unit.name, rest)) continue;
        if (*count > std::numeric_limits<std::uint64_t>::max() / unit.factor) return no_size(text);
        return *count * unit.factor;
    }
    return no_size(text);
}

std::string exact_bytes_text(std::uint64_t bytes) {
    for (const auto& unit : byte_units)
        if (unit.name.ends_with("iB") && bytes > 0 && bytes % unit.factor == 0)
            return std::to_string(bytes / unit.factor) + std::string(unit.name);
    return std::to_string(bytes);
}

}  // namespace diag
