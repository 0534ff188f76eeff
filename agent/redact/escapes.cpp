// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/escapes.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "agent/redact/bytes.hpp"

namespace diag::redact {
namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::string_view hex_letters = "0123456789ABCDEF";

constexpr std::array<std::pair<char, std::string_view>, 5> entities{
    {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&apos;"}}};

/// A character beyond ASCII and how many bytes of UTF-8 it takes; 0: there is none.
struct Letter {
    std::uint32_t code = 0;
    std::size_t length = 0;
};

Letter letter_at(std::string_view text, std::size_t at) {
    const auto first = static_cast<unsigned char>(text[at]);
    const std::size_t length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (length == 0 || first > 0xf4 || text.size() - at < length) return {};
    std::uint32_t code = first & (0x7fu >> length);
    for (std::size_t i = 1; i < length; ++i) {
        const auto byte = static_cast<unsigned char>(text[at + i]);
        if ((byte & 0xc0) != 0x80) return {};
        code = code << 6 | (byte & 0x3fu);
    }
    return {code, length};
}

void append_letter(std::uint32_t code, std::string& text) {
    const auto tail = [&](unsigned shift) {
        text += static_cast<char>(0x80u | (code >> shift & 0x3fu));
    };
    if (code < 0x80) {
        text += static_cast<char>(code);
    } else if (code < 0x800) {
        text += static_cast<char>(0xc0u | code >> 6);
        tail(0);
    } else if (code < 0x10000) {
        text += static_cast<char>(0xe0u | code >> 12);
        tail(6), tail(0);
    } else {
        text += static_cast<char>(0xf0u | (code >> 18 & 7u));
        tail(12), tail(6), tail(0);
    }
}

/// \u0026, and a pair of them beyond the first 65,536.
void append_numbered(std::uint32_t code, std::string& text) {
    if (code >= 0x10000) {
        append_numbered(0xd800 + ((code - 0x10000) >> 10), text);
        code = 0xdc00 + ((code - 0x10000) & 0x3ff);
    }
    text += "\\u";
    for (const unsigned shift : {12u, 8u, 4u, 0u}) text += hex_letters[code >> shift & 15];
}

/// The number in all of `digits`; nothing that no character has.
std::uint32_t number_in(std::string_view digits, int base) {
    std::uint32_t number = 0;
    const auto* end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, number, base);
    return read.ec == std::errc{} && read.ptr == end && number < 0x110000 ? number : 0;
}

/// The number of \uXXXX at `at`, or 0.
std::uint32_t numbered_at(std::string_view text, std::size_t at) {
    if (text.substr(at, 2) != "\\u" || text.size() < at + 6) return 0;
    return number_in(text.substr(at + 2, 4), 16);
}

/// What an entity at the beginning of `text` stands for, and its length; 0: there is none.
Letter entity_in(std::string_view text) {
    for (const auto& [letter, name] : entities)
        if (text.starts_with(name)) return {static_cast<unsigned char>(letter), name.size()};
    const auto end = text.substr(0, 10).find(';');
    if (!text.starts_with("&#") || end == npos || end < 3) return {};
    const bool hexadecimal = lower(text[2]) == 'x';
    const auto digits = text.substr(hexadecimal ? 3 : 2, end - (hexadecimal ? 3 : 2));
    const auto code = number_in(digits, hexadecimal ? 16 : 10);
    return code == 0 ? Letter{} : Letter{code, end + 1};
}

}  // namespace

std::string percent_encoded(std::string_view text, std::string_view kept, std::string_view space) {
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (in(alphanumerics, c) || kept.find(c) != npos)
            result += c;
        else if (c == ' ')
            result += space;
        else
            result += {'%', hex_letters[byte >> 4], hex_letters[byte & 15u]};
    }
    return result;
}

std::string percent_decoded(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escape = text[i] == '%' && i + 2 < text.size() && in(hex_digits, text[i + 1]) &&
                            in(hex_digits, text[i + 2]);
        result += escape ? static_cast<char>(number_in(text.substr(i + 1, 2), 16)) : text[i];
        if (escape) i += 2;
    }
    return result;
}

std::string json_escaped(std::string_view text, const JsonStyle& style) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const auto letter = style.beyond_ascii ? letter_at(text, i) : Letter{};
        if (letter.length != 0) {
            append_numbered(letter.code, result);
            i += letter.length - 1;
        } else if (style.numbered.find(c) != npos) {
            append_numbered(static_cast<unsigned char>(c), result);
        } else {
            if (c == '"' || c == '\\' || (style.slashes && c == '/')) result += '\\';
            result += c;
        }
    }
    return result;
}

std::string json_unescaped(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (auto code = numbered_at(text, i); code != 0) {
            const auto low = numbered_at(text, i + 6);
            const bool paired = code >= 0xd800 && code < 0xdc00 && low >= 0xdc00 && low < 0xe000;
            if (paired) code = 0x10000 + ((code - 0xd800) << 10 | (low - 0xdc00));
            append_letter(code, result);
            i += paired ? 11 : 5;
            continue;
        }
        const bool escape = text[i] == '\\' && i + 1 < text.size() &&
                            std::string_view("\"\\/").find(text[i + 1]) != npos;
        result += escape ? text[++i] : text[i];
    }
    return result;
}

std::string xml_escaped(std::string_view text, const XmlStyle& style) {
    std::string result;
    const auto append_number = [&](std::uint32_t code) {
        std::array<char, 8> room;
        const auto end =
            std::to_chars(room.data(), room.data() + room.size(), code, style.hexadecimal ? 16 : 10)
                .ptr;
        result += style.hexadecimal ? "&#x" : "&#";
        result.append(room.data(), end) += ';';
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto letter = style.beyond_ascii ? letter_at(text, i) : Letter{};
        if (letter.length != 0) {
            append_number(letter.code);
            i += letter.length - 1;
        } else if (style.escaped.find(text[i]) == npos) {
            result += text[i];
        } else if (style.named.find(text[i]) == npos) {
            append_number(static_cast<unsigned char>(text[i]));
        } else {
            result += std::find_if(entities.begin(), entities.end(), [&](const auto& entity) {
                          return entity.first == text[i];
                      })->second;
        }
    }
    return result;
}

std::string xml_unescaped(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto letter = text[i] == '&' ? entity_in(text.substr(i)) : Letter{};
        if (letter.length == 0) {
            result += text[i];
        } else {
            append_letter(letter.code, result);
            i += letter.length - 1;
        }
    }
    return result;
}

}  // namespace diag::redact
