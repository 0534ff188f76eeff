// SPDX-License-Identifier: Apache-2.0
#include "desk/commands/next.hpp"

namespace diag::desk {
namespace {

std::string carried(const Invocation& invocation, std::string_view here, std::string_view there) {
    if (!invocation.has(here)) return {};
    return " " + std::string(there) + " " + shell_word(invocation.value(here));
}

}  // namespace

std::string shell_word(std::string_view word) {
    constexpr std::string_view plain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-";
    if (!word.empty() && word.find_first_not_of(plain) == std::string_view::npos)
        return std::string(word);
    std::string out = "'";
    for (const char letter : word)
        if (letter == '\'')
            out += "'\\''";
        else
            out += letter;
    return out + "'";
}

std::string next_at_desk(const Invocation& invocation, std::string_view words) {
    return "safr-desk " + std::string(words) + carried(invocation, "--desk", "--desk");
}

std::string next_at_server(const Invocation& invocation, std::string_view words,
                           std::string_view key) {
    // --key of fetch is the one that opens.
    const auto key_there = words.starts_with("fetch") ? "--engineer-key" : "--key";
    return next_at_desk(invocation, words) + carried(invocation, "--url", "--url") +
           carried(invocation, key, key_there) + carried(invocation, "--cert", "--cert") +
           carried(invocation, "--passphrase-file", "--passphrase-file");
}

}  // namespace diag::desk
