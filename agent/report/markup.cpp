// SPDX-License-Identifier: Apache-2.0
#include "agent/report/markup.hpp"

#include "platform/text.hpp"

namespace diag::report {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

/// Three-byte sequences that XML forbids or that turn the direction of text, in well-formed UTF-8.
bool unwanted(std::string_view three) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(three[at]); };
    if (byte(0) == 0xE2 && byte(1) == 0x80) return byte(2) >= 0xAA && byte(2) <= 0xAE;
    if (byte(0) == 0xE2 && byte(1) == 0x81) return byte(2) >= 0xA6 && byte(2) <= 0xA9;
    return byte(0) == 0xEF && byte(1) == 0xBF && (byte(2) == 0xBE || byte(2) == 0xBF);
}

bool plain_in_links(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '.' || c == '_' || c == '~' || c == '/' || c == '-';
}

}  // namespace

std::string harmless(std::string_view text) {
    const auto clean = printable(text);
    std::string out;
    out.reserve(clean.size());
    for (std::size_t at = 0; at < clean.size(); ++at) {
        if (clean.size() - at >= 3 && unwanted(std::string_view(clean).substr(at, 3))) {
            out += replacement;
            at += 2;
        } else {
            out += clean[at];
        }
    }
    return out;
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : harmless(text)) switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            default: out += c;
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
