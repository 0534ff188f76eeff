// SPDX-License-Identifier: Apache-2.0
#include "desk/commands/next.hpp"

#include "platform/shell_word.hpp"

namespace diag::desk {
namespace {

std::string carried(const Invocation& invocation, std::string_view here, std::string_view there) {
    if (!invocation.has(here)) return {};
    return " " + std::string(there) + " " + shell_word(invocation.value(here));
}

}  // namespace

std::string next_at_desk(const Invocation& invocation, std::string_view words) {
    return "safr-desk " + std::string(words) + carried(invocation, "--desk", "--desk");
}

std::string next_at_server(const Invocation& invocation, std::string_view words, KeyOptions key) {
    return next_at_desk(invocation, words) + carried(invocation, "--url", "--url") +
           carried(invocation, key.here, key.there) + carried(invocation, "--cert", "--cert") +
           carried(invocation, "--passphrase-file", "--passphrase-file");
}

}  // namespace diag::desk
