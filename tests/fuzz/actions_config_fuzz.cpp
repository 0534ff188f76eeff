// SPDX-License-Identifier: Apache-2.0
// Checks that SAFRActions.config is read to its end whatever it holds, that no password is among
// what is told of it, and that what is told reads back.
#include <algorithm>

#include "collectors/notifications/actions.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag;
    using namespace diag::notifications;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto actions = actions_in(text);
    if (actions.complaints.size() > 50 || actions.channels.size() > 200) __builtin_trap();
    const auto told = json::write(to_json(actions));
    const auto document = json::parse(told);
    if (!document) __builtin_trap();
    if (json::write(to_json(actions_from(*document))) != told) __builtin_trap();
    // Each reads the whole text once more.
    for (std::size_t place = 0; place < std::min<std::size_t>(actions.channels.size(), 3);
         ++place) {
        if (actions.channels[place].medium != Medium::mail) continue;
        const auto sender = sender_in(text, place);
        if (!sender) __builtin_trap();
        const bool logs_in = !sender->login.user.empty() && !sender->login.password.empty();
        if (logs_in != actions.channels[place].has_login) __builtin_trap();
    }
    for (const auto& secret : secrets_in(text))
        if (secret.empty()) __builtin_trap();
    return 0;
}
