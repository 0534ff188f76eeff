// SPDX-License-Identifier: Apache-2.0
#include "agent/pages/form.hpp"

#include <optional>

#include "platform/text.hpp"

namespace diag::pages {
namespace {

std::optional<unsigned> digit(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (lower(c) >= 'a' && lower(c) <= 'f') return static_cast<unsigned>(lower(c) - 'a') + 10;
    return std::nullopt;
}

std::optional<std::string> decoded(std::string_view text) {
    std::string plain;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            plain += text[at] == '+' ? ' ' : text[at];
            continue;
        }
        const auto high = at + 1 < text.size() ? digit(text[at + 1]) : std::nullopt;
        const auto low = at + 2 < text.size() ? digit(text[at + 2]) : std::nullopt;
        if (!high || !low) return std::nullopt;
        plain += static_cast<char>(*high << 4 | *low);
        at += 2;
    }
    return printable(plain);
}

}  // namespace

Result<Fields> fields_of(std::string_view body) {
    if (body.size() > form_limit) return Error{Fault::full, "the form is too long"};
    Fields fields;
    for (const auto part : parts_of(body, '&')) {
        if (part.empty()) continue;
        const auto equals = std::min(part.find('='), part.size());
        const auto name = decoded(part.substr(0, equals));
        const auto value = decoded(part.substr(std::min(equals + 1, part.size())));
        if (!name || !value) return Error{Fault::malformed, "the form has an escape that is none"};
        if (fields.size() == most_fields) return Error{Fault::full, "the form has too many fields"};
        if (!fields.emplace(*name, *value).second)
            return Error{Fault::malformed, "the form has a field twice"};
    }
    return fields;
}

}  // namespace diag::pages
