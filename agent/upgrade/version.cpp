// SPDX-License-Identifier: Apache-2.0
#include "agent/upgrade/version.hpp"

#include <algorithm>

#include "platform/text.hpp"

namespace diag::upgrade {
namespace {

constexpr std::size_t most_numbers = 6;
constexpr std::size_t most_digits = 9;

bool is_number(std::string_view text) {
    return !text.empty() && text.size() <= most_digits &&
           text.find_first_not_of("0123456789") == text.npos;
}

}  // namespace

Result<Version> Version::from(std::string_view text) {
    const Error wrong{Fault::refused, "\"" + printable(text.substr(0, 60)) +
                                          "\" is no version: expected numbers parted by dots, "
                                          "such as 3.34.0"};
    Version version;
    auto rest = text.substr(0, text.find_first_of("-+ "));
    while (true) {
        const auto dot = rest.find('.');
        const auto number = rest.substr(0, dot);
        if (!is_number(number) || version.numbers_.size() == most_numbers) return wrong;
        version.numbers_.push_back(natural(number).value_or(0));
        if (dot == rest.npos) return version;
        rest.remove_prefix(dot + 1);
    }
}

Result<Version> Version::meant(std::string_view text) {
    const auto mark = text.find_first_of("-+ ");
    auto version = from(text);
    if (!version || mark == text.npos) return version;
    return Error{Fault::refused, "\"" + printable(text.substr(0, 60)) +
                                     "\" has more than numbers behind it, and " + version->text() +
                                     " may be another: give the version as the installer's label "
                                     "has it, such as 3.34.0"};
}

std::string Version::text() const {
    std::string all;
    for (const auto number : numbers_) all += (all.empty() ? "" : ".") + std::to_string(number);
    return all;
}

std::strong_ordering Version::operator<=>(const Version& other) const {
    const auto longest = std::max(numbers_.size(), other.numbers_.size());
    const auto at = [](const std::vector<std::uint64_t>& numbers, std::size_t i) {
        return i < numbers.size() ? numbers[i] : 0;
    };
    for (std::size_t i = 0; i < longest; ++i)
        if (const auto order = at(numbers_, i) <=> at(other.numbers_, i); order != 0) return order;
    return std::strong_ordering::equal;
}

}  // namespace diag::upgrade
