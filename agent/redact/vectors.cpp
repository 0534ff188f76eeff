// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/vectors.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>

#include "agent/redact/bytes.hpp"
#include "agent/redact/masks.hpp"

namespace diag::redact {
namespace {

constexpr std::size_t most_looked_at = 256;
/// 64 numbers of one digit and what stands between take that.
constexpr std::size_t least_row = 128;
constexpr double largest = 32;

constexpr Table number_bytes = table_of("0123456789+-.eE", false);
constexpr Table between_bytes = table_of(",;| \t\r\n", false);
constexpr ByteSet row_bytes = set_of(table_of("0123456789+-.eE,;| \t\r\n\\nrt", false));

template <class Word>
Word word_at(std::string_view bytes, std::size_t at, bool big) {
    Word word = 0;
    for (std::size_t i = 0; i < sizeof(Word); ++i) {
        const auto place = big ? sizeof(Word) - 1 - i : i;
        word |= static_cast<Word>(static_cast<unsigned char>(bytes[at + i])) << (8 * place);
    }
    return word;
}

/// Whether words of this kind from `first` on are such numbers.
template <class Word, class Float>
bool floats_from(std::string_view bytes, std::size_t first, bool big) {
    const auto count = std::min((bytes.size() - first) / sizeof(Word), most_looked_at);
    if (count < least_numbers) return false;
    std::size_t likely = 0, zeros = 0, changes = 0, misses = 0;
    Word before = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const auto word = word_at<Word>(bytes, first + i * sizeof(Word), big);
        const auto size = std::fabs(std::bit_cast<Float>(word));
        if (word == 0)
            ++zeros;
        else if (size >= Float(1e-7) && size <= Float(64))
            ++likely;
        else if (++misses * 16 > count)
            return false;
        if (word != before) ++changes;
        before = word;
    }
    return likely >= zeros && changes >= count / 4;
}

/// A number written out.
struct Number {
    std::size_t to = 0;
    double value = 0;
    std::size_t decimals = 0;
    bool exponent = false;
    bool whole = true;
};

/// What is written in `text`, with `places` digits of which `decimals` stand behind the point. Both
/// ways round to the nearest; one of few digits and no exponent needs a single division for it.
double value_of(std::string_view text, std::size_t decimals, std::size_t places) {
    constexpr std::size_t exact_places = 15;
    static constexpr std::array<double, exact_places + 1> powers{
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    if (places > exact_places) {
        double value = 0;
        std::from_chars(text.data(), text.data() + text.size(), value);
        return value;
    }
    std::int64_t value = 0;
    for (const char c : text)
        if (in(digits, c)) value = value * 10 + (c - '0');
    const auto size = static_cast<double>(value) / powers[decimals];
    return text.front() == '-' ? -size : size;
}

std::optional<Number> number_at(std::string_view text, std::size_t at, std::size_t bound) {
    bound = std::min(bound, at + 32);
    Number number;
    auto begin = at;
    if (at < bound && text[at] == '+') begin = ++at;
    if (at < bound && text[at] == '-') ++at;
    const auto first = at;
    at = skip(text, digits, at, bound);
    auto places = at - first;
    if (at < bound && text[at] == '.') {
        const auto point = ++at;
        at = skip(text, digits, at, bound);
        number.decimals = at - point;
        number.whole = false;
        places += number.decimals;
    }
    if (places == 0) return {};
    if (at + 1 < bound && (text[at] == 'e' || text[at] == 'E')) {
        number.exponent = true;
        number.whole = false;
        const bool sign = text[at + 1] == '-' || text[at + 1] == '+';
        at = skip(text, digits, at + (sign ? 2 : 1), bound);
    }
    number.to = at;
    if (at < text.size() && in(word_bytes, text[at])) return {};
    number.value = value_of(text.substr(begin, at - begin), number.decimals,
                            number.exponent ? std::string_view::npos : places);
    return number;
}

/// Past what stands between two numbers of a row; `at` itself where nothing does. Escapes of white
/// space count, as lists stand in strings too.
std::size_t past_gap(std::string_view text, std::size_t at, std::size_t bound) {
    for (;;) {
        const auto next = skip(text, between_bytes, at, bound);
        const bool escape = next + 1 < bound && text[next] == '\\' &&
                            std::string_view("nrt").find(text[next + 1]) != std::string_view::npos;
        if (!escape) return next;
        at = next + 2;
    }
}

void add(Row& row, const Number& number) {
    ++row.count;
    if (number.decimals >= 4 || number.exponent)
        ++row.fine;
    else if (number.decimals >= 2)
        ++row.coarse;
    if (number.value < 0) ++row.negative;
    if (number.value > 0) ++row.positive;
    row.squares += number.value * number.value;
}

/// Whether a vector could hold it: a count, a port or a time of day ends a row.
bool belongs(const Number& number) {
    return std::fabs(number.value) <= (number.whole ? 1 : largest);
}

/// In a list of JSON the stand-in is quoted, with as many backslashes as the quotes nearby have.
void take_row(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;
    auto before = text.substr(from > 80 ? from - 80 : 0, std::min<std::size_t>(from, 80));
    while (!before.empty() && in(spaces, before.back())) before.remove_suffix(1);
    if (!before.ends_with('[')) return reading.take(from, to, Kind::embedding);
    const auto quote = before.rfind('"');
    std::uint8_t escapes = 0;
    if (quote != std::string_view::npos)
        while (escapes < 16 && escapes < quote && before[quote - 1 - escapes] == '\\') ++escapes;
    reading.take(from, to, Kind::embedding, Shape::quoted, escapes);
}

/// Goes through what row_bytes make up, from `at` to `bound`.
void take_rows(Reading& reading, std::size_t at, std::size_t bound) {
    const auto text = reading.text;
    Row row;
    std::size_t from = at, to = at;
    const auto close = [&] {
        if (is_embedding(row)) take_row(reading, from, to);
        row = Row{};
    };
    while (at < bound) {
        const auto gap_end = past_gap(text, at, bound);
        const bool apart = gap_end > to || row.count == 0;
        at = gap_end;
        const auto number = at < bound ? number_at(text, at, bound) : std::nullopt;
        if (!number || !belongs(*number) || !apart) close();
        if (!number) {
            at = std::max(at + 1, skip(text, number_bytes, at, bound));
            continue;
        }
        if (belongs(*number)) {
            if (row.count == 0) from = at;
            add(row, *number);
        }
        to = at = number->to;
    }
    close();
}

}  // namespace

bool are_floats(std::string_view bytes) {
    for (const bool big : {false, true}) {
        for (std::size_t first = 0; first < 4 && first < bytes.size(); ++first)
            if (floats_from<std::uint32_t, float>(bytes, first, big)) return true;
        for (std::size_t first = 0; first < 8 && first < bytes.size(); ++first)
            if (floats_from<std::uint64_t, double>(bytes, first, big)) return true;
    }
    return false;
}

bool is_embedding(const Row& row) {
    if (row.count < least_numbers) return false;
    const bool fine = row.fine * 4 >= row.count * 3;
    const bool both_signs = std::min(row.negative, row.positive) * 10 >= row.count;
    const bool unit = std::fabs(std::sqrt(row.squares) - 1) <= 0.02 &&
                      (row.fine + row.coarse) * 4 >= row.count * 3;
    return (fine && both_signs) || (unit && (fine || both_signs));
}

void find_vectors(Reading& reading) {
    const auto text = reading.text;
    for (auto run = next_run(text, row_bytes, least_row, 0); run;
         run = next_run(text, row_bytes, least_row, run->to))
        take_rows(reading, run->from, run->to);
}

}  // namespace diag::redact
