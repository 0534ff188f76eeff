// SPDX-License-Identifier: Apache-2.0
// Bytes written one by one: "ff d8 ff", "ff:d8:ff", "\xff\xd8", "0xff, 0xd8", "[-1, -40, -1",
// "255,216,255", and the dumps of xxd, hexdump and od, which have an offset before each line and
// may write two bytes as a number, the second first: "d8ff", "154377".
#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "agent/redact/bytes.hpp"
#include "agent/redact/encoded.hpp"
#include "agent/redact/media.hpp"
#include "agent/redact/recognise.hpp"
#include "platform/text.hpp"

namespace diag::redact {
namespace {

/// 64 bytes with something between take more than that: looking at every such byte finds them.
/// Lines of dumps are shorter, and found by how they begin.
constexpr std::size_t stride = 128;
constexpr std::size_t least_bytes = 12;

constexpr Table list_bytes = table_of("0123456789abcdefABCDEFxX \t\r\n,;:-\\[", false);
constexpr Table between_bytes = table_of(" \t\r\n,;:\\[", false);

/// A word of a list, and where the bytes that it stands for lie among all.
struct Word {
    std::size_t from = 0;
    std::size_t to = 0;
    std::size_t place = 0;
};

/// A run of words as bytes, read in one of the ways below.
struct Bytes {
    std::vector<Word> words;
    std::string bytes;
};

std::size_t past_prefix(std::string_view text, std::size_t at, std::size_t end) {
    if (end - at > 2 && text[at] == '0' && lower(text[at + 1]) == 'x') return at + 2;
    return end - at > 1 && lower(text[at]) == 'x' ? at + 1 : at;
}

/// Adds the word as pairs of hexadecimal digits; false where it is none.
bool add_hex(Bytes& all, std::string_view text, std::size_t from, std::size_t to) {
    const auto first = past_prefix(text, from, to);
    const auto size = to - first;
    if (size == 0 || size % 2 != 0 || size > 8) return false;
    if (skip(text, hex_digits, first, to) != to) return false;
    all.words.push_back({from, to, all.bytes.size()});
    const auto value = [&](char digit) {
        return digit <= '9' ? digit - '0' : lower(digit) - 'a' + 10;
    };
    for (auto at = first; at < to; at += 2)
        all.bytes += static_cast<char>(value(text[at]) << 4 | value(text[at + 1]));
    return true;
}

/// Adds the word as a number of a byte, with or without a sign.
bool add_number(Bytes& all, std::string_view text, std::size_t from, std::size_t to) {
    const auto value = integer(text.substr(from, to - from));
    if (!value || *value < -128 || *value > 255 || to - from > 4) return false;
    all.words.push_back({from, to, all.bytes.size()});
    all.bytes += static_cast<char>(*value & 255);
    return true;
}

/// Adds the word as a number of two bytes in hexadecimal, the lower first, as od -x has them.
bool add_swapped(Bytes& all, std::string_view text, std::size_t from, std::size_t to) {
    if (to - from != 4 || skip(text, hex_digits, from, to) != to) return false;
    add_hex(all, text, from, to);
    std::swap(all.bytes.back(), all.bytes[all.bytes.size() - 2]);
    return true;
}

/// Adds the word as od has it where it is asked for nothing: an octal number of one or two bytes.
bool add_octal(Bytes& all, std::string_view text, std::size_t from, std::size_t to) {
    if (to - from != 3 && to - from != 6) return false;
    unsigned value = 0;
    for (auto at = from; at < to; ++at) {
        if (text[at] < '0' || text[at] > '7') return false;
        value = value * 8 + static_cast<unsigned>(text[at] - '0');
    }
    if (value > (to - from == 3 ? 0xffU : 0xffffU)) return false;
    all.words.push_back({from, to, all.bytes.size()});
    all.bytes += static_cast<char>(value & 255);
    if (to - from == 6) all.bytes += static_cast<char>(value >> 8);
    return true;
}

/// How words may be read, and whether they begin films that zeros and ones could begin as well.
struct Way {
    bool (*add)(Bytes& all, std::string_view text, std::size_t from, std::size_t to);
    bool is_signed;  ///< a '-' is of the word
    bool is_plain;   ///< zeros and ones begin a film
};
constexpr std::array<Way, 4> ways{{{add_hex, false, true},
                                   {add_number, true, false},
                                   {add_swapped, false, false},
                                   {add_octal, false, false}}};

/// What begins at a word. Zeros and ones, of which tables are full, begin no film here.
std::optional<Kind> kind_at(const Bytes& all, const Word& word, bool is_plain) {
    const auto rest = std::string_view(all.bytes).substr(word.place, 640);
    if (rest.size() < least_bytes) return {};
    const auto form = form_of(rest);
    if (!form || form->kind == Kind::data) return {};
    const auto code = rest.substr(0, 3);
    const bool start_code =
        code == std::string_view("\0\0\1", 3) || rest.starts_with(std::string_view("\0\0\0\1", 4));
    if (!is_plain && start_code) return {};
    return form->kind;
}

/// Whether from `at` to the end of the line, or to a gap before its letters, there are words of
/// `digits` of one length.
bool are_even_words(std::string_view text, std::size_t at) {
    constexpr std::size_t longest_line = 256;
    const auto end = line_end(text, at, longest_line);
    std::size_t size = 0;
    while (at < end) {
        const auto to = skip(text, hex_digits, at, end);
        if (to == at || to - at > 8 || (size != 0 && to - at != size)) return false;
        size = to - at;
        if (to == end || says(text, to, "  ") || text[to] == '\r') return true;
        if (text[to] != ' ') return false;
        at = to + 1;
    }
    return size != 0;
}

/// Whether a line of a dump begins at `at`: an offset of four digits or more and a gap, or a space
/// and bytes. A '*' stands for lines that repeat the one before.
bool is_dump_line(std::string_view text, std::size_t at) {
    if (says(text, at, "*\n")) return true;
    const auto bound = std::min(text.size(), at + 16);
    const auto first = skip(text, spaces, at, bound);
    const auto end = skip(text, hex_digits, first, bound);
    if (end - first < 4) return false;
    if (byte_at(text, end) == ':' || says(text, end, "  ")) return true;
    return end - first >= 6 && byte_at(text, end) == ' ' && are_even_words(text, end + 1);
}

/// Where the string that holds bytes between escapes ends: "\xff\xd8...JFIF".
std::size_t string_end(std::string_view text, std::size_t from, std::size_t to) {
    auto before = from;
    while (before > 0 && text[before - 1] == '\\') --before;
    const char quote = before > 0 ? text[before - 1] : '\0';
    const bool quoted = quote == '"' || quote == '\'';
    while (to < text.size() && text[to] != '\n' && !(quoted && text[to] == quote))
        to += text[to] == '\\' && to + 1 < text.size() && text[to + 1] != '\n' ? 2 : 1;
    return std::min(to, text.size());
}

/// How far what begins with `first` and was read up to `to` really goes.
std::size_t whole_end(std::string_view text, const Word& first, std::size_t to) {
    if (first.from > 0 && text[first.from - 1] == '\\' && lower(text[first.from]) == 'x')
        return string_end(text, first.from, to);
    if (!is_dump_line(text, line_start(text, first.from, 64))) return to;
    to = line_end(text, to, text.size());
    while (to < text.size() && is_dump_line(text, to + 1)) to = line_end(text, to + 1, text.size());
    return to;
}

/// Takes the first picture among the words and all that follows; tells how far that goes.
std::size_t take_first(Reading& reading, const Bytes& all, bool is_plain) {
    for (const auto& word : all.words)
        if (const auto kind = kind_at(all, word, is_plain)) {
            const auto to = whole_end(reading.text, word, all.words.back().to);
            reading.take(word.from, to, *kind);
            return to;
        }
    return 0;
}

/// What was read so far, in each way.
using Lists = std::array<Bytes, ways.size()>;

/// Takes what any of the lists holds and begins them anew; tells how far that goes.
std::size_t take_all(Reading& reading, Lists& lists) {
    std::size_t done = 0;
    for (std::size_t i = 0; i < ways.size(); ++i) {
        done = std::max(done, take_first(reading, lists[i], ways[i].is_plain));
        lists[i] = Bytes{};
    }
    return done;
}

/// Adds the word in each way that it can be read, and closes the lists that it is none of. Tells
/// how far was taken, and then the word is still to be added.
std::size_t add_word(Reading& reading, Lists& lists, std::size_t from, std::size_t to, bool sign) {
    for (std::size_t i = 0; i < ways.size(); ++i) {
        const auto begin = from + (sign && !ways[i].is_signed ? 1 : 0);
        if (ways[i].add(lists[i], reading.text, begin, to)) continue;
        const auto done = take_first(reading, lists[i], ways[i].is_plain);
        lists[i] = Bytes{};
        if (done > 0) return std::max(done, take_all(reading, lists));
    }
    return 0;
}

/// Looks through what list_bytes make up; tells how far it looked or took. What was taken is not
/// looked at again: a picture in a string or a dump may take all of a long line.
std::size_t take_lists(Reading& reading, std::size_t at, std::size_t bound) {
    const auto text = reading.text;
    Lists lists;
    while (at < bound) {
        const auto from = skip(text, between_bytes, at, bound);
        if (from == bound) break;
        const bool sign = text[from] == '-';
        const auto to = skip(text, alphanumerics, from + (sign ? 1 : 0), bound);
        const auto taken = add_word(reading, lists, from, to, sign);
        at = taken > 0 ? std::max(taken, from) : std::max(to, from + 1);
    }
    return std::max({bound, at, take_all(reading, lists)});
}

}  // namespace

void recognise_dump(Reading& reading, std::size_t from, std::size_t) {
    const auto text = reading.text;
    if (from < reading.run_end || !is_dump_line(text, line_start(text, from, 64))) return;
    reading.run_end = take_lists(reading, from, line_end(text, from, 80));
}

void recognise_escaped_bytes(Reading& reading, std::size_t from, std::size_t to) {
    if (from < reading.run_end) return;
    reading.run_end = string_end(reading.text, from, to);
    reading.take(from, reading.run_end, Kind::image);
}

void find_byte_lists(Reading& reading) {
    const auto text = reading.text;
    std::size_t done = 0;
    for (auto at = stride - 1; at < text.size(); at += stride) {
        if (at < done || !in(list_bytes, text[at])) continue;
        auto from = at;
        while (from > done && in(list_bytes, text[from - 1])) --from;
        done = skip(text, list_bytes, at, text.size());
        if (done - from >= stride) done = take_lists(reading, from, done);
    }
}

}  // namespace diag::redact
