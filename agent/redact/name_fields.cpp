// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/name_fields.hpp"

#include <algorithm>
#include <array>

#include "agent/redact/bytes.hpp"
#include "agent/redact/given_names.hpp"
#include "agent/redact/person_fields.hpp"
#include "agent/redact/values.hpp"

namespace diag::redact {
namespace {

constexpr auto npos = std::string_view::npos;

/// Where the elements of a list begin.
struct Elements {
    std::array<std::size_t, most_listed> at{};
    std::size_t count = 0;

    void add(std::size_t place) { at[count++] = place; }
    bool full() const { return count == at.size(); }
};

/// Whether `value` is two words and more, the first a given name: "Anna Smith", not "Main Gate".
bool reads_like_name(std::string_view value) {
    const auto gap = value.find_first_of(" +");
    if (gap == npos || gap + 1 >= value.size()) return false;
    return is_given_name(value.substr(0, gap)) && may_be_name(value) &&
           name_length(value) == value.size();
}

/// <property name="givenName">: the name of a field is nobody's.
bool names_field(std::string_view value) {
    constexpr std::string_view ending = "name";
    return value.find(' ') == npos && value.size() >= ending.size() &&
           says(value, value.size() - ending.size(), ending);
}

void take_one(Reading& reading, const Name& name, const Opening& opening, bool surely) {
    const auto value = field_value(reading.text, opening);
    if (says_nothing(value) || (!surely && names_field(value))) return;
    if (!surely && !reads_like_name(value)) {
        const auto end = opening.at + value.size();
        if (!may_be_name(value) || !beside_a_person(reading, name.from, end)) return;
    }
    take_part(reading, value, Kind::person, opening);
}

/// The first byte from `at` on that is no white space: a list may have a line for each element.
std::size_t past_spaces(std::string_view text, std::size_t at) {
    return skip(text, spaces, at, std::min(text.size(), at + value_limit));
}

/// Those of the list that begins where `opening` is: "cn":["Anna Smith"], [Anna, Bob].
Elements elements_of(std::string_view text, Opening opening) {
    Elements elements;
    auto& at = opening.at;
    while (!elements.full()) {
        at = past_spaces(text, at + 1);
        const auto quote = quote_at(text, at);
        const auto bare = quote.length == 0 ? field_value(text, opening).size() : 0;
        if (quote.length == 0 && bare == 0) break;
        elements.add(at);
        at = quote.length == 0 ? at + bare
                               : quotation_end(text, at + quote.length, quote) + quote.length;
        at = past_spaces(text, at);
        if (byte_at(text, at) != ',') break;
    }
    return elements;
}

/// The lines "- Anna Smith" of YAML from `at` on, which stand no less deep than their key.
Elements items_below(std::string_view text, const Name& name, std::size_t at) {
    constexpr std::size_t deepest = 64;
    const auto start = line_start(text, name.from, deepest);
    const auto depth = indentation(text.substr(start, name.from - start));
    Elements items;
    while (!items.full() && at < text.size()) {
        const auto end = line_end(text, at, value_limit);
        const auto line = text.substr(at, end - at);
        const auto item = at + indentation(line);
        if (item - at < depth || !text.substr(item).starts_with("- ")) break;
        const auto value = skip(text, blanks, item + 1, end);
        if (name_follows(text, value)) break;  // a mapping, whose own names tell
        items.add(value);
        at = end + 1;
    }
    return items;
}

void take_each(Reading& reading, const Name& name, Opening opening, const Elements& elements,
               bool surely) {
    const auto value_at = [&](std::size_t place) {
        opening.at = place;
        return field_value(reading.text, opening);
    };
    const auto begin = elements.at.begin(), end = begin + elements.count;
    const bool named =
        std::any_of(begin, end, [&](std::size_t at) { return reads_like_name(value_at(at)); });
    std::for_each(begin, end, [&](std::size_t at) {
        const bool given = named && is_given_name(value_at(at));
        opening.at = at;
        take_one(reading, name, opening, surely || given);
    });
}

/// {"$regex":"^Anna"}, { $in: ["Anna", "Bob"] }: past the operator of MongoDB that `at` is the
/// brace of; `at` where there is none.
std::size_t past_operator(std::string_view text, std::size_t at) {
    constexpr std::array<std::string_view, 5> operators{"$regex", "$eq", "$in", "$ne", "$nin"};
    const auto brace = at;
    at = past_spaces(text, at + 1);
    const auto quote = quote_at(text, at);
    at += quote.length;
    const auto end = skip(text, alphanumerics, at + 1, std::min(text.size(), at + 8));
    const auto word = text.substr(std::min(at, text.size()), end - at);
    if (std::find(operators.begin(), operators.end(), word) == operators.end()) return brace;
    const auto separator = skip_blanks(text, end + quote.length);
    const auto length = separator_length(text, separator);
    return length == 0 ? brace : past_spaces(text, separator + length);
}

/// Takes the list that `opening` is before; false where there is none.
bool take_list(Reading& reading, const Name& name, const Opening& opening, bool surely) {
    const auto text = reading.text;
    const char first = byte_at(text, opening.at);
    if (first == '[') {
        if (is_mark_at(text, opening.at)) return false;
        take_each(reading, name, opening, elements_of(text, opening), surely);
        return true;
    }
    if ((first != '\n' && first != '\r') || opening.separator != ':') return false;
    const auto below = line_end(text, opening.at, 2) + 1;
    take_each(reading, name, opening, items_below(text, name, below), surely);
    return true;
}

}  // namespace

void take_part(Reading& reading, std::string_view part, Kind kind, const Opening& opening) {
    const auto from = static_cast<std::size_t>(part.data() - reading.text.data());
    const bool bare = opening.name_quote.mark == '"' && from == opening.at;
    reading.take(from, from + part.size(), kind, bare ? Shape::quoted : Shape::mark,
                 opening.name_quote.escapes);
}

void take_field(Reading& reading, const Name& name, bool surely) {
    const auto text = reading.text;
    auto opening = opening_after(text, name);
    if (!opening || opening->at >= text.size() || opening->form == Form::quotation) return;
    if (text[opening->at] == '{') opening->at = past_operator(text, opening->at);
    if (!take_list(reading, name, *opening, surely)) take_one(reading, name, *opening, surely);
}

void take_listed_field(Reading& reading, const Name& name, bool surely) {
    const auto opening = opening_after(reading.text, name);
    if (opening && opening->form != Form::quotation) take_list(reading, name, *opening, surely);
}

}  // namespace diag::redact
