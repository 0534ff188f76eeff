// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/header_values.hpp"

#include <algorithm>

#include "agent/redact/bytes.hpp"

namespace diag::redact {
namespace {

constexpr auto npos = std::string_view::npos;

std::size_t skip_spaces(std::string_view text, std::size_t at) {
    while (byte_at(text, at) == ' ' || byte_at(text, at) == '\t') ++at;
    return at;
}

/// The end of null, true or a number of JSON at `at`; `at` where none stands alone.
std::size_t scalar_end(std::string_view text, std::size_t at) {
    static constexpr Table scalar_bytes = table_of("+-.", true);
    const auto end = skip(text, scalar_bytes, at, std::min(text.size(), at + 32));
    const char after = byte_at(text, end);
    const bool alone =
        after == '\0' || in(spaces, after) || std::string_view(",}]\"\\").find(after) != npos;
    const bool plain = in(digits, byte_at(text, at)) || byte_at(text, at) == '-' ||
                       is_no_secret(text.substr(at, end - at));
    return alone && plain ? end : at;
}

}  // namespace

void take_credentials(Reading& reading, std::size_t from, std::size_t to, Kind kind) {
    reading.value_end = std::max(reading.value_end, to);
    if (!is_no_secret(reading.text.substr(from, to - from))) reading.take(from, to, kind);
}

std::optional<Opening> header_opening(std::string_view text, const Name& name) {
    if (!names_secret(text, name)) return {};
    if (const auto opening = opening_after(text, name)) return opening;
    // ["Authorization", "Basic x"]: a pair in a list.
    const auto quote = quote_at(text, name.to);
    const auto comma = skip_spaces(text, name.to + quote.length);
    if (quote.length == 0 || byte_at(text, comma) != ',') return {};
    return Opening{skip_spaces(text, comma + 1), Form::assigned, quote, true, ','};
}

void take_header(Reading& reading, const Opening& opening, const Header& header) {
    const auto text = reading.text;
    auto at = skip_spaces(text, opening.at);
    const auto& name_quote = opening.name_quote;
    const bool quoted_name = name_quote.length == std::size_t{name_quote.escapes} + 1;
    if (const auto quote = quote_at(text, at); quote.length != 0) {
        const auto from = at + quote.length;
        return header.take(reading, from, quotation_end(text, from, quote));
    }
    const char first = byte_at(text, at);
    if ((first == '{' || first == '[') && (quoted_name || begins_members(text, at)))
        return take_members(reading, at,
                            {.take = header.take,
                             .kind = header.kind,
                             .holds = {.all = header.all},
                             .quoted = quoted_name,
                             .escapes = name_quote.escapes});
    if (quoted_name)
        if (const auto end = scalar_end(text, at); end > at) {
            if (!is_no_secret(text.substr(at, end - at)))
                reading.take(at, end, header.kind, Shape::quoted, name_quote.escapes);
            return;
        }
    if (first == '[') at = skip_spaces(text, at + 1);
    header.take_bare(reading, at);
}

}  // namespace diag::redact
