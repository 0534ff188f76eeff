// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/names.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "agent/redact/bytes.hpp"

namespace diag::redact {
namespace {

constexpr std::size_t longest_name = 128;

/// What may follow the word without the value being the secret itself, sorted by the first letter.
constexpr std::array<std::string_view, 68> about_words{
    "age",       "algorithm", "ary",     "attempt",  "bucket",   "chang",    "control",
    "count",     "disabled",  "enabled", "encoder",  "encoding", "endpoint", "error",
    "exception", "expir",     "factory", "fail",     "field",    "file",     "filter",
    "format",    "generat",   "handler", "header",   "index",    "interval", "issued",
    "ize",       "izer",      "label",   "last",     "len",      "length",   "less",
    "manager",   "max",       "min",     "mismatch", "missing",  "name",     "offset",
    "param",     "path",      "polic",   "position", "prompt",   "provider", "rate",
    "repositor", "require",   "reset",   "retr",     "scope",    "service",  "size",
    "source",    "state",     "status",  "store",    "strength", "timeout",  "ttl",
    "type",      "updat",     "uri",     "url",      "valid"};

/// Last parts of names that make a value a measure: "token.refresh.interval".
constexpr std::array<std::string_view, 14> measure_words{
    "interval", "timeout", "ttl",    "seconds", "millis", "minutes",   "hours",
    "days",     "size",    "length", "count",   "rounds", "algorithm", "iterations"};

/// The first of them that begins with `letter`, or another's.
constexpr auto first_abouts = [] {
    std::array<std::uint8_t, 256> firsts{};
    for (std::size_t i = about_words.size(); i-- > 0;)
        firsts[static_cast<unsigned char>(about_words[i].front())] = static_cast<std::uint8_t>(i);
    return firsts;
}();
auto first_about(char letter) {
    return about_words.begin() + first_abouts[static_cast<unsigned char>(letter)];
}

/// Words a sentence goes on with after "password: ".
constexpr std::array<std::string_view, 26> sentence_words{
    "must", "is",     "not",    "expired", "required", "invalid", "incorrect", "wrong", "missing",
    "has",  "was",    "cannot", "should",  "for",      "the",     "and",       "may",   "does",
    "will", "failed", "no",     "too",     "changed",  "are",     "unable",    "could"};

constexpr std::array<std::string_view, 18> plain_values{
    "null",     "true",        "false",      "none",       "nil",        "undefined",
    "yes",      "no",          "empty",      "n/a",        "(null)",     "required",
    "optional", "[protected]", "[redacted]", "[filtered]", "<redacted>", "***"};

bool upper(char c) { return c >= 'A' && c <= 'Z'; }

/// Whether the last part of a name, behind '.', '_', '-' or as a word of its case, is a measure.
bool ends_in_measure(std::string_view after) {
    return std::any_of(measure_words.begin(), measure_words.end(), [&](std::string_view word) {
        if (after.size() <= word.size()) return false;
        const auto at = after.size() - word.size();
        const bool begins = std::string_view("._-").find(after[at - 1]) != std::string_view::npos ||
                            (upper(after[at]) && !upper(after[at - 1]));
        return begins && says(after, at, word);
    });
}

/// "org.x.password.PasswordEncoder": a class, in which only the last part counts.
bool in_package(std::string_view after) {
    for (auto dot = after.find('.'); dot != std::string_view::npos; dot = after.find('.', dot + 1))
        if (dot + 1 < after.size() && upper(after[dot + 1])) return true;
    return false;
}

/// %DB_PASSWORD% of Windows.
bool is_variable(std::string_view value) {
    static constexpr Table capitals = table_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_", false);
    return value.size() > 4 && value.front() == '%' &&
           skip(value, capitals, 1, value.size()) == value.size() - 1 && value.back() == '%';
}

bool is_placeholder(std::string_view value) {
    const auto between = [&](std::string_view open, std::string_view close) {
        if (value.size() <= open.size() + close.size() || !value.starts_with(open) ||
            !value.ends_with(close))
            return false;
        const auto inner = value.substr(open.size(), value.size() - open.size() - close.size());
        return skip(inner, name_bytes, 0, inner.size()) == inner.size();
    };
    return between("${", "}") || between("{{", "}}") || between("#{", "}") || between("<", ">") ||
           between("%(", ")s") || is_variable(value);
}

/// "[secret:1f2e3d4c]", so that redacting twice changes nothing.
bool is_own_mark(std::string_view value) {
    if (value.size() < 12 || value.front() != '[' || value.back() != ']') return false;
    const auto colon = value.size() - 10;
    return value[colon] == ':' &&
           skip(value, hex_digits, colon + 1, value.size()) == value.size() - 1 &&
           skip(value, alphanumerics, 1, colon) == colon;
}

}  // namespace

Name name_around(std::string_view text, std::size_t from, std::size_t to) {
    Name name{from, to, from, to, from};
    while (name.from > 0 && from - name.from < longest_name && in(name_bytes, text[name.from - 1]))
        --name.from;
    name.to = skip(text, name_bytes, to, std::min(text.size(), to + longest_name));
    while (name.to > to && text[name.to - 1] == '.') --name.to;
    name.run_from = name.from;
    return name;
}

Name name_around(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;
    auto& run = reading.names;
    if (from < run.from || to > run.to) {
        if (skip(text, name_bytes, from, to) != to) return name_around(text, from, to);
        run = {from, skip(text, name_bytes, to, text.size())};
        while (run.from > 0 && in(name_bytes, text[run.from - 1])) --run.from;
    }
    Name name{std::max(run.from, from - std::min(from, longest_name)),
              std::min(run.to, to + longest_name), from, to, run.from};
    while (name.to > to && text[name.to - 1] == '.') --name.to;
    return name;
}

bool names_secret(std::string_view text, const Name& name) {
    auto after = text.substr(name.word_to, name.to - name.word_to);
    if (in_package(after)) return false;
    if (name.from > 0 && is_mark_at(text, name.from - 1)) return false;
    if (!after.empty() && lower(after.front()) == 's') after.remove_prefix(1);
    while (!after.empty() && std::string_view("-_.").find(after.front()) != std::string_view::npos)
        after.remove_prefix(1);
    const auto first = after.empty() ? '\0' : lower(after.front());
    for (auto word = first_about(first); word != about_words.end() && word->front() == first;
         ++word)
        if (says(after, 0, *word)) return false;
    if (ends_in_measure(after)) return false;
    // Parsers complain about an "unexpected token: }".
    const auto before =
        text.substr(name.from > 13 ? name.from - 13 : 0, std::min<std::size_t>(name.from, 13));
    const auto ends = [&](std::string_view words) {
        return before.size() >= words.size() && says(before, before.size() - words.size(), words);
    };
    return !ends("unexpected ") && !ends("unrecognized ");
}

bool is_whole_part(std::string_view text, const Name& name) {
    const char first = text[name.word_from], last = text[name.word_to - 1];
    const char before = name.word_from > 0 ? text[name.word_from - 1] : '\0';
    const char after = byte_at(text, name.word_to);
    const bool begins = !in(alphanumerics, before) || follows_escape(text, name.word_from) ||
                        (upper(first) && !upper(before)) || in(digits, before);
    const bool ends =
        !in(alphanumerics, after) || (!upper(last) && upper(after)) || in(digits, after);
    return begins && ends;
}

bool ends_in_pass(std::string_view text, const Name& name) {
    constexpr std::array<std::string_view, 9> others{"com",   "by",    "tres",  "over",  "sur",
                                                     "encom", "under", "multi", "single"};
    if (in(alphanumerics, byte_at(text, name.word_to))) return false;
    const auto before = text.substr(name.from, name.word_from - name.from);
    return std::none_of(others.begin(), others.end(), [&](std::string_view other) {
        return before.size() >= other.size() && says(before, before.size() - other.size(), other);
    });
}

bool is_no_secret(std::string_view value) {
    while (!value.empty() && in(spaces, value.back())) value.remove_suffix(1);
    if (value.empty()) return true;
    for (const auto plain : plain_values)
        if (same_words(value, plain)) return true;
    const char first = value.front();
    const bool one_byte = value.find_first_not_of(first) == std::string_view::npos;
    if (one_byte && (first == '*' || first == '.' || first == '-' || first == '?')) return true;
    return is_placeholder(value) || is_own_mark(value);
}

bool is_mark_at(std::string_view text, std::size_t at) {
    if (byte_at(text, at) != '[') return false;
    const auto end = text.substr(at, 24).find(']');
    return end != std::string_view::npos && is_own_mark(text.substr(at, end + 1));
}

bool begins_sentence(std::string_view value) {
    for (const auto word : sentence_words) {
        const char after = byte_at(value, word.size());
        if (says(value, 0, word) && (in(spaces, after) || after == '\0' || after == '.'))
            return true;
    }
    return false;
}

}  // namespace diag::redact
