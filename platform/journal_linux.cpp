// SPDX-License-Identifier: Apache-2.0
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <iterator>
#include <string>

#include "platform/descriptor.hpp"
#include "platform/journal.hpp"

namespace diag {

bool tell_journal(const std::filesystem::path& socket, const JournalFields& fields) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto& path = socket.native();
    if (path.size() >= sizeof address.sun_path) return false;
    std::ranges::copy(path, address.sun_path);

    std::string entry;
    for (const auto& [name, value] : fields) {
        entry.append(name).push_back('=');
        std::ranges::transform(value, std::back_inserter(entry),
                               [](char c) { return c == '\n' ? ' ' : c; });
        entry.push_back('\n');
    }
    const Descriptor sender(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (!sender) return false;
    const auto sent =
        ::sendto(sender.get(), entry.data(), entry.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
                 reinterpret_cast<const sockaddr*>(&address), sizeof address);
    return sent == static_cast<ssize_t>(entry.size());
}

}  // namespace diag
