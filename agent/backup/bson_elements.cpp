// SPDX-License-Identifier: Apache-2.0
// Elements of the top level of a checked document, by name.
#include "agent/backup/bson.hpp"
#include "agent/backup/bson_layout.hpp"

namespace diag::backup {

using namespace layout;

std::size_t size_of_value(std::uint8_t type, std::string_view bytes) {
    const int size = fixed_size(type);
    if (size >= 0) return static_cast<std::size_t>(size);
    if (type == regex) {
        const auto pattern = bytes.find('\0');
        return bytes.find('\0', pattern + 1) + 1;
    }
    const auto length = static_cast<std::size_t>(number_at(bytes, 0));
    if (type == document || type == list || type == scoped_code) return length;
    return 4 + length + (type == binary ? 1 : type == pointer ? object_id_size : 0);
}

std::optional<Element> element_of(std::string_view bytes, std::string_view name) {
    for (std::size_t at = 4; bytes[at] != '\0';) {
        const auto type = static_cast<std::uint8_t>(bytes[at]);
        const auto end = bytes.find('\0', ++at);
        const auto value = bytes.substr(end + 1);
        if (bytes.substr(at, end - at) == name) return Element{type, value};
        at = end + 1 + size_of_value(type, value);
    }
    return {};
}

std::optional<std::string_view> text_of(std::string_view bytes, std::string_view name) {
    const auto found = element_of(bytes, name);
    if (!found || found->type != text) return {};
    return found->value.substr(4, static_cast<std::size_t>(number_at(found->value, 0)) - 1);
}

std::optional<std::uint64_t> number_of(std::string_view bytes, std::string_view name) {
    const auto found = element_of(bytes, name);
    if (!found || (found->type != number && found->type != small_number)) return {};
    const auto low = static_cast<std::uint32_t>(number_at(found->value, 0));
    if (found->type == small_number)
        return static_cast<std::uint64_t>(static_cast<std::int64_t>(number_at(found->value, 0)));
    const auto high = static_cast<std::uint32_t>(number_at(found->value, 4));
    return std::uint64_t{high} << 32 | low;
}

std::optional<bool> flag_of(std::string_view bytes, std::string_view name) {
    const auto found = element_of(bytes, name);
    if (!found || found->type != flag) return {};
    return found->value.front() != '\0';
}

std::optional<std::uint32_t> timestamp_of(std::string_view bytes, std::string_view name) {
    const auto found = element_of(bytes, name);
    if (!found || found->type != timestamp) return {};
    return static_cast<std::uint32_t>(number_at(found->value, 4));
}

}  // namespace diag::backup
