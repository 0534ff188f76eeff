// SPDX-License-Identifier: Apache-2.0
// Bytes written one by one: "ff d8 ff", "ff:d8:ff", "\xff\xd8", "%FF%D8", "0xff, 0xd8", "[-1, -40,
// -1", "255,216,255", and the dumps of xxd, hexdump and od, which have an offset before each line
// and may write two bytes as a number, the second first: "d8ff", "154377".
#include <algorithm>
#include <array>
#include <optional>

#include "agent/redact/byte_words.hpp"
#include "agent/redact/bytes.hpp"
#include "agent/redact/encoded.hpp"
#include "agent/redact/masks.hpp"
#include "agent/redact/media.hpp"
#include "agent/redact/recognise.hpp"

namespace diag::redact {
namespace {

/// 64 bytes with something between take more than that. Lines of dumps are shorter, and found by
/// how they begin.
constexpr std::size_t least_list = 128;
constexpr std::size_t least_bytes = 12;
constexpr std::size_t most_looked_at = 640;  ///< bytes that tell what begins with them
constexpr std::size_t most_held = 4096;

constexpr ByteSet list_bytes = set_of(table_of("0123456789abcdefABCDEFxX \t\r\n,;:-\\[", false));
constexpr Table between_bytes = table_of(" \t\r\n,;:\\[", false);

/// What begins at a word. Zeros and ones, of which tables are full, begin no film here.
std::optional<Kind> kind_at(const ByteWords& all, const ByteWord& word, bool is_plain) {
    const auto rest = std::string_view(all.bytes).substr(word.place, most_looked_at);
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
std::size_t whole_end(std::string_view text, const ByteWord& first, std::size_t to) {
    if (first.from > 0 && text[first.from - 1] == '\\' && lower(text[first.from]) == 'x')
        return string_end(text, first.from, to);
    if (!is_dump_line(text, line_start(text, first.from, 64))) return to;
    to = line_end(text, to, text.size());
    while (to < text.size() && is_dump_line(text, to + 1)) to = line_end(text, to + 1, text.size());
    return to;
}

/// Looks at the words that have `ahead` bytes from them on, and forgets them.
void look_at_first(ByteWords& all, bool is_plain, std::size_t ahead) {
    std::size_t seen = 0;
    for (; seen < all.words.size() && !all.kind; ++seen) {
        if (all.words[seen].place + ahead > all.bytes.size()) break;
        all.kind = kind_at(all, all.words[seen], is_plain);
        if (all.kind) all.first = all.words[seen];
    }
    if (all.kind) seen = all.words.size();
    const auto gone = seen < all.words.size() ? all.words[seen].place : all.bytes.size();
    all.words.erase(all.words.begin(), all.words.begin() + static_cast<std::ptrdiff_t>(seen));
    all.bytes.erase(0, gone);
    for (auto& word : all.words) word.place -= gone;
}

/// Takes the first picture among the words and all that follows, and begins anew; tells how far
/// that goes.
std::size_t take_first(Reading& reading, ByteWords& all, bool is_plain) {
    if (all.words.empty() && !all.kind) return 0;
    look_at_first(all, is_plain, 0);
    const auto to = all.kind ? whole_end(reading.text, all.first, all.to) : 0;
    if (all.kind) reading.take(all.first.from, to, *all.kind);
    all.clear();
    return to;
}

/// What was read so far, in each way.
using Lists = std::array<ByteWords, byte_ways.size()>;

/// Takes what any of the lists holds and begins them anew; tells how far that goes.
std::size_t take_all(Reading& reading, Lists& lists) {
    std::size_t done = 0;
    for (std::size_t i = 0; i < byte_ways.size(); ++i)
        done = std::max(done, take_first(reading, lists[i], byte_ways[i].is_plain));
    return done;
}

/// Adds the word in each way that it can be read, and closes the lists that it is none of. Tells
/// how far was taken, and then the word is still to be added.
std::size_t add_word(Reading& reading, Lists& lists, std::size_t from, std::size_t to, bool sign) {
    for (std::size_t i = 0; i < byte_ways.size(); ++i) {
        const auto begin = from + (sign && !byte_ways[i].is_signed ? 1 : 0);
        if (byte_ways[i].add(lists[i], reading.text, begin, to)) {
            if (lists[i].bytes.size() > most_held)
                look_at_first(lists[i], byte_ways[i].is_plain, most_looked_at);
            continue;
        }
        const auto done = take_first(reading, lists[i], byte_ways[i].is_plain);
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
    // "%FF%D8" of a URL, in which what prints stands as it is
    static constexpr Table url_bytes = table_of("%+/=_-.~!*()", true);
    if (from < reading.run_end) return;
    const auto text = reading.text;
    reading.run_end =
        text[from] == '%' ? skip(text, url_bytes, to, text.size()) : string_end(text, from, to);
    reading.take(from, reading.run_end, Kind::image);
}

void find_byte_lists(Reading& reading) {
    const auto text = reading.text;
    std::size_t done = 0;
    while (const auto run = next_run(text, list_bytes, least_list, done))
        done = take_lists(reading, run->from, run->to);
}

}  // namespace diag::redact
