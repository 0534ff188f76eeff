// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/spellings.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "agent/redact/bytes.hpp"
#include "platform/base64.hpp"
#include "platform/text.hpp"

namespace diag::redact {
namespace {

constexpr Table unreserved = table_of("-._~", true);  // RFC 3986 2.3
constexpr std::size_t least_base64 = 8;

constexpr std::array<std::pair<char, std::string_view>, 5> entities{
    {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&apos;"}}};

void add(std::vector<std::string>& all, std::string text) {
    if (!text.empty() && std::find(all.begin(), all.end(), text) == all.end())
        all.push_back(std::move(text));
}

std::string percent_encoded(std::string_view text, std::string_view space) {
    constexpr std::string_view hex_letters = "0123456789ABCDEF";
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (in(unreserved, c))
            result += c;
        else if (c == ' ')
            result += space;
        else
            result += {'%', hex_letters[byte >> 4], hex_letters[byte & 15u]};
    }
    return result;
}

std::string json_escaped(std::string_view text, bool slashes) {
    std::string result;
    for (const char c : text) {
        if (c == '"' || c == '\\' || (slashes && c == '/')) result += '\\';
        result += c;
    }
    return result;
}

std::string xml_escaped(std::string_view text, bool quotes) {
    std::string result;
    for (const char c : text) {
        const auto found = std::find_if(entities.begin(), entities.end(),
                                        [c](const auto& entity) { return entity.first == c; });
        const bool escaped = found != entities.end() && (quotes || (c != '"' && c != '\''));
        if (escaped)
            result += found->second;
        else
            result += c;
    }
    return result;
}

/// "&#39;" is how many write an apostrophe.
std::string with_numbers(std::string text) {
    constexpr std::string_view named = "&apos;";
    for (auto at = text.find(named); at != std::string::npos; at = text.find(named, at))
        text.replace(at, named.size(), "&#39;");
    return text;
}

std::string percent_decoded(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && in(hex_digits, text[i + 1]) &&
            in(hex_digits, text[i + 2])) {
            result += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
            i += 2;
        } else {
            result += text[i];
        }
    }
    return result;
}

std::string json_unescaped(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size() &&
            std::string_view("\"\\/").find(text[i + 1]) != std::string_view::npos)
            ++i;
        result += text[i];
    }
    return result;
}

std::string xml_unescaped(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        const auto found = std::find_if(entities.begin(), entities.end(), [&](const auto& entity) {
            return text.starts_with(entity.second);
        });
        if (found != entities.end()) {
            result += found->first;
            text.remove_prefix(found->second.size());
        } else if (text.starts_with("&#39;")) {
            result += '\'';
            text.remove_prefix(5);
        } else {
            result += text.front();
            text.remove_prefix(1);
        }
    }
    return result;
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
    add(all, percent_encoded(text, "%20"));
    add(all, percent_encoded(text, "+"));
    add(all, json_escaped(text, false));
    add(all, json_escaped(text, true));
    add(all, json_escaped(json_escaped(text, false), false));
    add(all, xml_escaped(text, true));
    add(all, xml_escaped(text, false));
    add(all, with_numbers(xml_escaped(text, true)));
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
    add(all, percent_decoded(text));
    add(all, json_unescaped(text));
    add(all, xml_unescaped(text));
    return all;
}

std::vector<std::string> letter_cases_of(std::string_view text) {
    std::vector<std::string> all{std::string(text)};
    add(all, beyond_ascii(std::string(text), true));
    add(all, beyond_ascii(std::string(text), false));
    return all;
}

}  // namespace diag::redact
