// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/spellings.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "agent/redact/escapes.hpp"
#include "platform/base64.hpp"
#include "platform/text.hpp"

namespace diag::redact {
namespace {

constexpr std::size_t least_base64 = 8;

/// What is left as it is beside letters and digits.
constexpr std::string_view unreserved = "-._~";  // RFC 3986 2.3
constexpr std::string_view of_forms = "-._*";    // the URL standard's, and Java's URLEncoder
constexpr std::array<std::string_view, 6> kept_in_urls{
    unreserved,
    "-._~!'()*",              // encodeURIComponent of ECMAScript
    "-._~/",                  // urllib.parse.quote of Python
    "-._~$&+,;=",             // the user's part, as net/url of Go writes it
    "-._~!$&'()*+,;=:@",      // of a path: RFC 3986 3.3
    "-._~!'()*;/?:@&=+$,#"};  // encodeURI of ECMAScript

/// Writers of JSON that escape more than they must. The signs are what each writes by number.
constexpr std::array<JsonStyle, 8> json_styles{{{},
                                                {.slashes = true},
                                                {.beyond_ascii = true},
                                                {.slashes = true, .beyond_ascii = true},  // PHP
                                                {.numbered = "<>&='"},                    // Gson
                                                {.numbered = "<>&"},                      // Go
                                                {.numbered = "<>&='", .beyond_ascii = true},
                                                {.numbered = "<>&'+`\"", .beyond_ascii = true}}};

constexpr std::string_view html_signs = "&<>\"'/`=";  // as templates escape them
constexpr std::array<XmlStyle, 10> xml_styles{
    {{},
     {.escaped = "&<>"},
     {.named = "&<>\""},
     {.named = "&<>\"", .hexadecimal = true},
     {.named = "&<>"},
     {.escaped = html_signs, .named = "&<>\"", .hexadecimal = true},
     {.named = ""},
     {.named = "", .hexadecimal = true},
     {.named = "&<>\"", .beyond_ascii = true},
     {.named = "&<>\"", .hexadecimal = true, .beyond_ascii = true}}};

void add(std::vector<std::string>& all, std::string text) {
    if (!text.empty() && std::find(all.begin(), all.end(), text) == all.end())
        all.push_back(std::move(text));
}

/// "&#039;", as PHP writes an apostrophe.
std::string with_three_digits(std::string text) {
    constexpr std::string_view shorter = "&#39;", longer = "&#039;";
    for (auto at = text.find(shorter); at != std::string::npos; at = text.find(shorter, at))
        text.replace(at, shorter.size(), longer);
    return text;
}

/// Letters of Latin-1 beyond ASCII in UTF-8: C3 80 to C3 9E above, C3 A0 to C3 BE below; C3 97 and
/// C3 B7 are signs.
std::string beyond_ascii(std::string text, bool upper) {
    for (std::size_t i = 0; i + 1 < text.size(); ++i) {
        if (text[i] != '\xc3') continue;
        const auto low = static_cast<unsigned char>(text[i + 1]);
        const bool is_upper = low >= 0x80 && low <= 0x9e && low != 0x97;
        const bool is_lower = low >= 0xa0 && low <= 0xbe && low != 0xb7;
        if ((upper && is_lower) || (!upper && is_upper))
            text[i + 1] = static_cast<char>(low ^ 0x20u);
    }
    return text;
}

}  // namespace

std::vector<std::string> spellings_of(std::string_view text) {
    std::vector<std::string> all{std::string(text)};
    const auto add_percent = [&](std::string_view kept, std::string_view space) {
        const auto once = percent_encoded(text, kept, space);
        add(all, once);
        add(all, percent_encoded(once, kept, space));
    };
    for (const auto kept : kept_in_urls) add_percent(kept, "%20");
    add_percent(unreserved, "+");
    add_percent(of_forms, "+");
    for (const auto& style : json_styles) {
        const auto once = json_escaped(text, style);
        add(all, once);
        add(all, json_escaped(once));
    }
    for (const auto& style : xml_styles) add(all, xml_escaped(text, style));
    add(all, with_three_digits(xml_escaped(text, {.named = "&<>\""})));
    add(all, xml_escaped(xml_escaped(text)));
    return all;
}

std::vector<std::string> base64_spellings_of(std::string_view text) {
    std::vector<std::string> all;
    for (std::size_t before = 0; before < 3; ++before) {
        // Letters that hold bits of what stands before or behind differ from one place to another.
        const auto bits = (before + text.size()) * 8;
        const auto from = (before * 8 + 5) / 6;
        const auto to = bits / 6;
        if (to < from + least_base64) continue;
        auto letters =
            base64(std::string(before, '\0') + std::string(text)).substr(from, to - from);
        add(all, letters);
        std::replace(letters.begin(), letters.end(), '+', '-');
        std::replace(letters.begin(), letters.end(), '/', '_');
        add(all, std::move(letters));
    }
    return all;
}

std::vector<std::string> readings_of(std::string_view text) {
    std::vector<std::string> all{std::string(text)};
    for (const auto read : {percent_decoded, json_unescaped, xml_unescaped}) {
        const auto once = read(text);
        add(all, once);
        add(all, read(once));
    }
    return all;
}

std::vector<std::string> letter_cases_of(std::string_view text) {
    std::vector<std::string> all{std::string(text)};
    add(all, beyond_ascii(std::string(text), true));
    add(all, beyond_ascii(std::string(text), false));
    return all;
}

}  // namespace diag::redact
