// SPDX-License-Identifier: Apache-2.0
// Where a value begins and ends, in the syntaxes that logs and configuration use.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "agent/redact/names.hpp"

namespace diag::redact {

/// Longest value looked for, in bytes. Longer lines are cut there, and what follows is read anew.
inline constexpr std::size_t value_limit = 4096;
/// Most lines a value over several lines is followed: quotations, continued properties.
inline constexpr int value_lines = 64;
/// How far objects, lists and blocks are followed, in bytes.
inline constexpr std::size_t members_reach = std::size_t{64} << 10;

/// A quotation mark as it stands in the text: ", ', `, \" and deeper, &quot;, %22, %2522, \u0022.
struct Quote {
    std::size_t length = 0;  ///< of the whole spelling; 0: there is none
    std::uint8_t escapes = 0;
    char mark = '\0';
};

Quote quote_at(std::string_view text, std::size_t at);

/// The mark behind a name: of CSV, """name"", is doubled.
Quote closing_quote_at(std::string_view text, const Name& name);

/// Where the quotation that `open` began ends: at its closing mark, or at the end of the line.
std::size_t quotation_end(std::string_view text, std::size_t at, const Quote& open);

/// A quotation's inside, or a word as it stands.
struct Word {
    std::size_t from = 0;
    std::size_t to = 0;
    std::size_t next = 0;  ///< behind it and its closing mark
};

/// What begins at `at`: a quotation, or a word that ends before `bound` or where `ends(place)`.
template <typename Ends>
Word word_at(std::string_view text, std::size_t at, std::size_t bound, const Ends& ends) {
    const auto quote = quote_at(text, at);
    Word word{.from = at + quote.length, .to = at + quote.length};
    if (quote.length != 0)
        word.to = quotation_end(text, word.from, quote);
    else
        while (word.to < bound && !ends(word.to)) ++word.to;
    word.next = word.to + quote.length;
    return word;
}

/// How many blanks a line begins with.
std::size_t indentation(std::string_view line);

/// A line without the blanks around it.
std::string_view trimmed_line(std::string_view line);

/// The length of "=", ":", "=>", ":=", "==", %3D, %3A, %253D, %253A or \u003d at `at`; 0: none of
/// them.
std::size_t separator_length(std::string_view text, std::size_t at);

/// Whether the "::" at `at` is LDIF's, which base64 follows: "userPassword:: TGVh".
bool is_base64_separator(std::string_view text, std::size_t at);

/// Whether a name and a separator begin at `at`: another value's key.
bool name_follows(std::string_view text, std::size_t at);

enum class Form {
    assigned,   ///< after a separator
    element,    ///< after the '>' of an XML tag
    argument,   ///< the next word: "--password x"
    quotation,  ///< a quotation that must be there: "password 'x'"
};

/// Where a name's value begins.
struct Opening {
    std::size_t at = 0;
    Form form = Form::assigned;
    Quote name_quote;     ///< what the name was quoted with
    bool spaced = false;  ///< white space stands beside the separator
    char separator = '\0';
};

std::optional<Opening> opening_after(std::string_view text, const Name& name);

/// The same where no separator, tag or option tells: in prose, behind the name that ends at
/// `after`.
std::optional<Opening> opening_in_prose(std::string_view text, const Name& name, std::size_t after);

/// Password={a;b} in a connection string of ODBC: where what begins at `at` ends, or npos.
std::size_t braced_end(std::string_view line, std::size_t at, const Name& name);

/// "hex:4d,00" or "hex(2):..." of a registry file: where its bytes end, before `bound`; `at` where
/// there are none.
std::size_t registry_bytes_end(std::string_view text, std::size_t at, std::size_t bound);

/// The value in <property value="x" name="password"/> or {"value":"x","name":"password"}, which
/// stands before the name; empty where there is none.
std::string_view value_before(std::string_view text, const Name& name);

/// Whether only white space, comment signs or "export" stand before `at` in its line.
bool begins_line(std::string_view text, std::size_t at);

/// Where an unquoted value ends; trailing punctuation is not of it.
std::size_t unquoted_end(std::string_view text, const Opening& opening, const Name& name);

}  // namespace diag::redact
