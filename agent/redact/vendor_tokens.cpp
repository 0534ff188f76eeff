// SPDX-License-Identifier: Apache-2.0
// Tokens whose form their makers have published, where a prefix and a run of letters do not tell.
#include <algorithm>
#include <array>

#include "agent/redact/boundaries.hpp"
#include "agent/redact/bytes.hpp"
#include "agent/redact/recognise.hpp"

namespace diag::redact {
namespace {

constexpr std::size_t reach = 512;
constexpr Table dotted_bytes = table_of("_-.~", true);
constexpr Table path_bytes = table_of("_-.~/@%", true);

bool has_digit(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) { return in(digits, c); });
}

/// Takes [from, end of the run of `table` at `to`) where that run is `least` long and has a digit.
void take_run(Reading& reading, std::size_t from, std::size_t to, const Table& table,
              std::size_t least) {
    const auto text = reading.text;
    if (from < reading.run_end) return;
    auto end = skip(text, table, to, std::min(text.size(), to + reach));
    while (end > to && text[end - 1] == '.') --end;
    if (end - to < least || !has_digit(text.substr(to, end - to))) return;
    reading.run_end = end;
    reading.take(from, end, Kind::token);
}

}  // namespace

void recognise_dotted_token(Reading& reading, std::size_t from, std::size_t to) {
    if (begins_token(reading.text, from)) take_run(reading, from, to, dotted_bytes, 20);
}

void recognise_solid_token(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;  // letters and digits alone: "key-" begins many a word
    if (!begins_token(text, from)) return;
    const auto end = skip(text, alphanumerics, to, std::min(text.size(), to + reach));
    if (end - to >= 30 && !in(token_bytes, byte_at(text, end)))
        take_run(reading, from, to, alphanumerics, 30);
}

void recognise_telegram_token(Reading& reading, std::size_t from, std::size_t to) {
    auto begin = from;  // 123456789:AA...
    while (begin > 0 && from - begin < 11 && in(digits, reading.text[begin - 1])) --begin;
    if (from - begin >= 8 && from - begin <= 10) take_run(reading, begin, to, token_bytes, 30);
}

void recognise_mailchimp_token(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;  // 32 hexadecimal digits, "-us" and the number of a centre
    if (from < 32 || !in(digits, byte_at(text, to))) return;
    const auto end = skip(text, digits, to, std::min(text.size(), to + 3));
    if (skip(text, hex_digits, from - 32, from) == from && begins_token(text, from - 32))
        reading.take(from - 32, end, Kind::token);
}

void recognise_inner_token(Reading& reading, std::size_t from, std::size_t to) {
    auto begin = from;  // a mark within: abc8Q~..., x.atlasv1.y
    while (begin > 0 && from - begin < 20 && in(dotted_bytes, reading.text[begin - 1])) --begin;
    if (from - begin >= 3) take_run(reading, begin, to, dotted_bytes, 30);
}

void recognise_hook(Reading& reading, std::size_t, std::size_t to) {
    const auto text = reading.text;  // the path of a web hook is its secret
    const auto end = skip(text, path_bytes, to, std::min(text.size(), to + reach));
    if (end - to >= 20) reading.take(to, end, Kind::token);
}

void recognise_ntlm(Reading& reading, std::size_t from, std::size_t to) {
    if (begins_token(reading.text, from)) take_run(reading, from, to, base64_bytes, 8);
}

}  // namespace diag::redact
