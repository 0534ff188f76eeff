// SPDX-License-Identifier: Apache-2.0
// Values that other words part from their names: whose it is, what it was set to, an arrow.
#include <algorithm>
#include <array>

#include "agent/redact/bytes.hpp"
#include "agent/redact/sentences.hpp"

namespace diag::redact {
namespace {

/// "password de anna: incorrecta", "senha: alterada com sucesso": what was made of a password, in
/// the languages of sites. English sentences are told by begins_sentence.
bool is_report(std::string_view text, std::size_t at) {
    constexpr std::array<std::string_view, 9> whole{
        "ok", "no", "n\xc3\xa3o", "nao", "correct", "correcta", "correta", "done", "richtig"};
    constexpr std::array<std::string_view, 24> beginnings{
        "success", "complet",  "chang",   "reset",        "updat",       "accept",
        "reject",  "denied",   "incorre", "inv\xc3\xa1l", "caduc",       "vencid",
        "expir",   "oblig",    "obrig",   "requer",       "falta",       "cambia",
        "alter",   "actualiz", "atualiz", "falsch",       "ung\xc3\xbc", "abgel"};
    const auto end = skip(text, word_bytes, at, std::min(text.size(), at + 32));
    const auto word = text.substr(at, end - at);
    if (std::any_of(word.begin(), word.end(), [](char c) { return in(digits, c); })) return false;
    return std::any_of(whole.begin(), whole.end(),
                       [&](std::string_view each) { return same_words(word, each); }) ||
           std::any_of(beginnings.begin(), beginnings.end(),
                       [&](std::string_view each) { return says(word, 0, each); });
}

/// Whether the word at `at` is the last of its line or quotation.
bool ends_text(std::string_view text, std::size_t at) {
    const auto bound = line_end(text, at, 128);
    auto end = at;
    while (end < bound && !in(spaces, text[end]) && quote_at(text, end).length == 0) ++end;
    return end > at && (end >= text.size() || text[end] == '\n' || text[end] == '\r' ||
                        quote_at(text, end).length != 0 || text[end] == '\0');
}

/// Behind "for ", "de " and their like; `at` where none of them stands.
std::size_t past_preposition(std::string_view text, std::size_t at) {
    constexpr std::array<std::string_view, 14> words{
        "for ",        "of ",   "de ",  "del ", "do ",  "da ", "para ",
        "f\xc3\xbcr ", "fuer ", "von ", "vom ", "des ", "du ", "pour "};
    for (const auto word : words)
        if (says(text, at, word)) return at + word.size();
    return at;
}

}  // namespace

std::optional<std::size_t> told_value(std::string_view text, const Name& name, std::size_t at) {
    const auto value = skip_blanks(text, at);
    if (value >= text.size() || in(spaces, text[value]) || is_report(text, value)) return {};
    const auto quote = quote_at(text, value);
    if (quote.length != 0) return value;
    // PASSWORD('x'), whose own words find what is in it.
    const auto word_end = skip(text, word_bytes, value, std::min(text.size(), value + 32));
    if (byte_at(text, word_end) == '(') return {};
    if (names_password(text, name) && ends_text(text, value)) return value;
    return bare_value(text, value);
}

std::optional<std::size_t> value_for(std::string_view text, const Name& name, std::size_t at) {
    constexpr std::array<std::string_view, 6> verbs_between{" is ",  " es ",     " \xc3\xa9 ",
                                                            " ist ", " lautet ", " ser\xc3\xa1 "};
    constexpr int most_words = 4;  // "la base de datos"
    static constexpr Table owner_bytes = table_of("_-.@'\\", true, true);
    const bool english = says(text, at, "for ");
    auto end = past_preposition(text, at);
    if (end == at) return {};
    for (int count = 0; count < most_words; ++count) {
        const auto from = end + (count > 0 ? 1 : 0);
        end = skip(text, owner_bytes, from, std::min(text.size(), from + 64));
        if (end == from) return {};
        for (const auto verb : verbs_between)
            if (says(text, end, verb))
                return bare_value(text, skip_blanks(text, end + verb.size()));
        if (says(text, end, ": ")) {
            const auto value = skip_blanks(text, end + 1);
            if (!english || count > 0) return told_value(text, name, value);
            if (value >= text.size() || in(spaces, text[value])) return {};
            return value;
        }
        if (says(text, end, " = ")) return told_value(text, name, end + 3);
        if (byte_at(text, end) != ' ') return {};
    }
    return {};
}

std::optional<std::size_t> behind_arrow(std::string_view text, const Name& name, std::size_t at) {
    for (const std::string_view arrow : {"->", "-->", "\xe2\x86\x92"}) {
        if (!says(text, at, arrow) || byte_at(text, at + arrow.size()) != ' ') continue;
        const auto value = skip_blanks(text, at + arrow.size());
        if (quote_at(text, value).length != 0) return value;
        if (begins_line(text, name.from) && names_password(text, name) && ends_text(text, value))
            return value;
        return bare_value(text, value);
    }
    return {};
}

}  // namespace diag::redact
