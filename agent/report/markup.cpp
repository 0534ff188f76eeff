// SPDX-License-Identifier: Apache-2.0
#include "agent/report/markup.hpp"

#include <algorithm>

#include "platform/text.hpp"

namespace diag::report {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

/// Length of a character at the start of well-formed UTF-8 that must not be shown, or 0: C1
/// controls (U+009B starts a terminal's command), changes of direction, and what XML 1.0 forbids.
std::size_t unwanted(std::string_view text) {
    const auto byte = [&](std::size_t at) {
        return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
    };
    if (byte(0) == 0xC2) return byte(1) < 0xA0 ? 2 : 0;
    const bool direction =
        byte(0) == 0xE2 && ((byte(1) == 0x80 && byte(2) >= 0xAA && byte(2) <= 0xAE) ||
                            (byte(1) == 0x81 && (byte(2) == 0xA6 || byte(2) == 0xA7)));
    const bool forbidden = byte(0) == 0xEF && byte(1) == 0xBF && byte(2) >= 0xBE;
    return direction || forbidden ? 3 : 0;
}

bool plain_in_links(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '~' || c == '/' || c == '-';
}

}  // namespace

std::string harmless(std::string_view text) {
    const auto clean = printable(text);
    std::string out;
    out.reserve(clean.size());
    for (std::string_view rest = clean; !rest.empty();) {
        const auto length = unwanted(rest);
        if (length == 0)
            out += rest.front();
        else
            out += replacement;
        rest.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return out;
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : harmless(text)) switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    return out;
}

std::string link_to(std::string_view path) {
    for (const auto part : parts_of(path, '/'))
        if (part == "..") return {};
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string link = path.starts_with('/') ? "." : "";
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        if (plain_in_links(c))
            link += c;
        else
            link.append({'%', digits[byte >> 4], digits[byte & 15]});
    }
    return link;
}

Element::~Element() { markup_.out_.append("</").append(tag_).append(">"); }

void Markup::open(std::string_view tag, Attributes attributes) {
    out_.append("<").append(tag);
    for (const auto& [name, value] : attributes)
        out_.append(" ").append(name).append("=\"").append(escaped(value)).append("\"");
}

Element Markup::in(std::string_view tag, Attributes attributes) {
    open(tag, attributes);
    out_ += '>';
    return Element(*this, tag);
}

void Markup::leaf(std::string_view tag, Attributes attributes, std::string_view content) {
    const auto element = in(tag, attributes);
    text(content);
}

void Markup::empty(std::string_view tag, Attributes attributes) {
    open(tag, attributes);
    out_ += "/>";
}

void Markup::text(std::string_view content) { out_ += escaped(content); }

}  // namespace diag::report
