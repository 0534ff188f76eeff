// SPDX-License-Identifier: Apache-2.0
// Checks that any datagram may come for a query.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "collectors/network/dns.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace diag::network;
    const std::string_view message(reinterpret_cast<const char*>(data), size);
    const auto query = dns_query(0x1234, "nas01.site", RecordType::a);
    if (!query) __builtin_trap();
    const auto reply = dns_reply(message, *query);
    if (reply && reply->addresses.size() > 64) __builtin_trap();
    const auto mail = dns_query(0x1234, "site.example", RecordType::mx);
    const auto hosts = dns_reply(message, *mail);
    if (hosts && hosts->mail_hosts.size() > 20) __builtin_trap();
    // Whatever is asked for, and whatever it is answered by.
    const auto other = dns_query(1, message.substr(0, size / 2), RecordType::ptr);
    if (other && dns_reply(*other, *other)) __builtin_trap();
    if (other) (void)dns_reply(message.substr(size / 2), *other);
    return 0;
}
