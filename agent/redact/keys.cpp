// SPDX-License-Identifier: Apache-2.0
// Keys whose names say "secret", long and short.
#include <algorithm>
#include <array>

#include "agent/redact/bytes.hpp"
#include "agent/redact/key_values.hpp"
#include "agent/redact/recognise.hpp"

namespace diag::redact {
namespace {

/// "tokens=512" counts them.
bool counts(std::string_view text, const Name& name, const Opening& opening) {
    if (lower(byte_at(text, name.word_to)) != 's') return false;
    if (lower(text[name.word_from]) == 'c') return false;  // credentials are no number of things
    const auto end = skip(text, digits, opening.at, text.size());
    return end > opening.at && end - opening.at < 10 && !in(word_bytes, byte_at(text, end));
}

/// Whether "fail":0, failed=0 or their like stands at `at`.
bool counts_failures(std::string_view text, std::size_t at) {
    static constexpr Table between = table_of("\"' :=", false);
    if (!says(text, at, "fail") && !says(text, at, "skip")) return false;
    const auto end = skip(text, alphanumerics, at, std::min(text.size(), at + 10));
    const auto value = skip(text, between, end, std::min(text.size(), end + 6));
    return in(digits, byte_at(text, value)) &&
           text.substr(end, value - end).find_first_of(":=") != std::string_view::npos;
}

/// {"pass":12,"fail":0} of a program that tries something: how many did, not a password.
bool counts_passes(std::string_view text, const Name& name, const Opening& opening) {
    constexpr std::size_t reach = 32;
    if (!same_words(text.substr(name.from, name.to - name.from), "pass")) return false;
    const auto end = skip(text, digits, opening.at, text.size());
    if (end == opening.at || end - opening.at > 6 || in(word_bytes, byte_at(text, end)))
        return false;
    const auto from = line_start(text, name.from, reach), to = line_end(text, end, reach);
    for (auto at = from; at < to; ++at)
        if (counts_failures(text, at)) return true;
    return false;
}

void recognise_named(Reading& reading, const Name& name) {
    if (!names_secret(reading.text, name)) return;
    const auto opening = opening_after(reading.text, name);
    if (!opening || opening->at >= reading.text.size())
        return take_part(reading, value_before(reading.text, name));
    if (counts(reading.text, name, *opening) || counts_passes(reading.text, name, *opening)) return;
    take_value(reading, name, *opening);
}

/// PWD=/opt and OLDPWD=/opt: where a shell stands.
bool is_directory(std::string_view text, const Name& name) {
    const auto word = text.substr(name.from, name.to - name.from);
    return (word == "PWD" || word == "OLDPWD") && text.substr(name.to).starts_with("=/") &&
           (name.from == 0 || text[name.from - 1] != ';');
}

/// Of a code that people type: shorter numbers are pins of a plug. ISO 9564-1 has 4 to 12 digits.
constexpr std::size_t shortest_code = 4, longest_code = 12;

/// Where the code at `at` ends; `at` where there is none, but a shorter number, a date, a version.
std::size_t code_end(std::string_view text, std::size_t at) {
    const auto end = skip(text, digits, at, std::min(text.size(), at + longest_code + 1));
    const auto length = end - at;
    const bool goes_on =
        in(word_bytes, byte_at(text, end)) ||
        (in(digits, byte_at(text, end + 1)) &&
         std::string_view("-.:/").find(byte_at(text, end)) != std::string_view::npos);
    return length < shortest_code || length > longest_code || goes_on ? at : end;
}

/// "gpio pin: 1021", "gpio_pin=1021".
bool is_of_gpio(std::string_view text, const Name& name) {
    constexpr std::size_t reach = 12;
    for (auto at = name.word_from - std::min(name.word_from, reach); at < name.word_from; ++at)
        if (says(text, at, "gpio")) return true;
    return false;
}

/// Whether "PIN 4711" or "OTP 4711" may begin at `at`: in capitals, as prose writes "pin 13".
bool says_code(std::string_view text, std::size_t at) {
    const auto word = text.substr(at, 4);
    return word == "PIN " || word == "OTP ";
}

/// "X-Cache-Key", "X-Idempotency-Key": what is kept, sent or sorted by it is no secret.
bool is_other_key(std::string_view before) {
    constexpr std::array<std::string_view, 9> others{"cache",   "surrogate", "idempotency",
                                                     "routing", "partition", "sort",
                                                     "public",  "object",    "dedup"};
    return std::any_of(others.begin(), others.end(), [&](std::string_view other) {
        return before.size() >= other.size() && says(before, before.size() - other.size(), other);
    });
}

}  // namespace

void recognise_key(Reading& reading, std::size_t from, std::size_t to) {
    if (from >= reading.value_end) recognise_named(reading, name_around(reading, from, to));
}

void recognise_short_key(Reading& reading, std::size_t from, std::size_t to) {
    if (from < reading.value_end) return;
    const auto name = name_around(reading, from, to);
    if (is_directory(reading.text, name)) return;
    if (is_whole_part(reading.text, name) || ends_in_pass(reading.text, name))
        recognise_named(reading, name);
}

void recognise_quoted_key(Reading& reading, std::size_t from, std::size_t to) {
    recognise_short_key(reading, from + 1, to - 1);
}

void recognise_assigned_key(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;
    to = skip(text, alphanumerics, from, to);
    const std::size_t least =
        lower(text[from]) == 's' ? 8 : 4;  // "sig=11" is a signal, "pin=17" a wire
    const auto value = to + separator_length(text, to);
    static constexpr Table value_bytes = table_of("%+/-_.~!*$@:=^", true);
    if (skip(text, value_bytes, value, std::min(text.size(), value + 8)) - value >= least)
        recognise_short_key(reading, from, to);
}

void recognise_separated_key(Reading& reading, std::size_t from, std::size_t to) {
    if (reading.text.substr(to - 1).starts_with("==")) return;  // base64 may end in "/pw=="
    recognise_short_key(reading, from, skip(reading.text, alphanumerics, from, to));
}

void recognise_code(Reading& reading, std::size_t from, std::size_t) {
    const auto text = reading.text;  // "PIN: 4711", <pin>4711</pin>, but "pin: 13"
    if (from < reading.value_end) return;
    const auto name = name_around(reading, from, from + 3);
    if (name.to != name.word_to || !is_whole_part(text, name) || is_of_gpio(text, name)) return;
    const auto opening = opening_after(text, name);
    if (!opening && !says_code(text, from)) return;
    const auto begin = opening ? opening->at : name.to + 1;
    const auto quote = quote_at(text, begin);
    const auto at = begin + quote.length;
    const auto end = code_end(text, at);
    if (end == at || (quote.length != 0 && quote_at(text, end).length == 0)) return;
    const auto around = opening ? opening->name_quote : Quote{};
    const bool json =
        quote.length == 0 && around.mark == '"' && around.length == std::size_t{around.escapes} + 1;
    reading.take(at, end, Kind::secret, json ? Shape::quoted : Shape::mark, around.escapes);
    reading.value_end = end;
}

void recognise_header_key(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;  // X-Auth: x, "X-Device-Key": "x"
    if (from < reading.value_end) return;
    const auto word_to = skip(text, alphanumerics, from + 1, to);
    const auto name = name_around(reading, from + 1, word_to);
    if (name.to != word_to || !says(text, name.from, "x-")) return;
    if (!is_other_key(text.substr(name.from, from - name.from))) recognise_named(reading, name);
}

}  // namespace diag::redact
