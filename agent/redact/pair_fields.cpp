// SPDX-License-Identifier: Apache-2.0
// "user:password" as the value of a field or option: http_auth=, "basicAuth":, proxy-user:, and
// where others stand as well, --user and auth=.
#include <algorithm>
#include <array>
#include <cstdint>

#include "agent/redact/bare_pairs.hpp"
#include "agent/redact/bytes.hpp"
#include "agent/redact/recognise.hpp"
#include "agent/redact/values.hpp"

namespace diag::redact {
namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::size_t longest_pair = 128;

/// Whether a program of which "--user" means a user and a group stands in this line before:
/// "docker run --user app:group1".
bool takes_group(std::string_view text, std::size_t at) {
    constexpr std::size_t reach = 512;
    constexpr std::array<std::string_view, 5> programs{"docker", "podman", "nerdctl", "setpriv",
                                                       "chroot"};
    const auto start = line_start(text, at, reach);
    const auto before = text.substr(start, at - start);
    return std::any_of(programs.begin(), programs.end(),
                       [&](std::string_view program) { return before.find(program) != npos; });
}

/// The word or quotation that begins at `at`, behind what parts it from its name or option.
Run likely_value(std::string_view whole, std::size_t at) {
    static constexpr Table gaps = table_of({" \"'\\,=\0", 7}, false);
    static constexpr Table ends = table_of({" \t\r\n\"'`<\0", 9}, false);
    const auto bound = std::min(whole.size(), at + longest_pair);
    const auto text = whole.substr(0, at + 4 * longest_pair);
    const auto from = skip(text, gaps, at, std::min(bound, at + 6));
    const char mark = text[from - 1];
    if (mark == '"' || mark == '\'') {
        const bool escaped = text[from - 2] == '\\';
        const Quote open{escaped ? 2u : 1u, static_cast<std::uint8_t>(escaped), mark};
        return {from, quotation_end(text, from, open)};
    }
    auto to = from;
    while (to < bound && !in(ends, text[to])) {
        const bool parts = std::string_view(",;&").find(text[to]) != npos;
        if (parts && name_follows(text, to + 1)) break;
        ++to;
    }
    while (to > from && std::string_view(",;)]}").find(text[to - 1]) != npos) --to;
    return {from, to};
}

}  // namespace

void recognise_pair_field(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;
    if (from < reading.value_end) return;
    const auto name = name_around(reading, from, to);
    if (name.to != to) return;
    const auto opening = opening_after(text, name);
    if (!opening || opening->at >= text.size()) return;
    const auto quote = quote_at(text, opening->at);
    const auto at = opening->at + quote.length;
    // What is longer is no pair: it is not looked at again and again to its end.
    const auto near = text.substr(0, std::min(text.size(), at + longest_pair + 1));
    const auto end =
        quote.length != 0 ? quotation_end(near, at, quote) : unquoted_end(near, *opening, name);
    if (end - at <= longest_pair) take_pair(reading, at, end);
}

void recognise_likely_pair(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;  // user = "anna:secret9" of curl's configuration
    if (from > 0 && in(word_bytes, text[from - 1])) return;
    const auto value = likely_value(text, to);
    const auto pair = text.substr(value.from, value.to - value.from);
    const auto colon = pair.find(':');
    if (colon == npos || !is_mixed(pair.substr(colon + 1)) || takes_group(text, from)) return;
    take_pair(reading, value.from, value.to);
}

}  // namespace diag::redact
