// SPDX-License-Identifier: Apache-2.0
#include "platform/mail_address.hpp"

#include <algorithm>
#include <cctype>

#include "platform/text.hpp"

namespace diag {
namespace {

constexpr std::size_t longest_address = 254;

bool is_atom_letter(unsigned char letter) {
    return std::isalnum(letter) != 0 ||
           std::string_view("!#$%&'*+-/=?^_`{|}~").find(static_cast<char>(letter)) !=
               std::string_view::npos;
}

bool is_dot_atom(std::string_view text) {
    const auto parts = parts_of(text, '.');
    return !text.empty() && std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
        return !part.empty() && std::all_of(part.begin(), part.end(), is_atom_letter);
    });
}

}  // namespace

bool is_mail_address(std::string_view text) {
    const auto at = text.find('@');
    return at != text.npos && text.size() <= longest_address && is_dot_atom(text.substr(0, at)) &&
           is_dot_atom(text.substr(at + 1));
}

}  // namespace diag
