// SPDX-License-Identifier: Apache-2.0
// Proxy settings and rules of a firewall, as others may have written them.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "collectors/network/firewall.hpp"
#include "collectors/network/proxies.hpp"
#include "platform/text.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace diag::network;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const auto& firewall : {parse_iptables(text), parse_nft(text)})
        firewall_from(to_json(firewall)).lets_in(8080);
    for (const auto& proxy : proxies_in(text, "x")) is_exempt(proxy, "node-1", "10.0.0.1");
    std::vector<std::string> argv;
    for (const auto word : diag::words_of(text)) argv.emplace_back(word);
    for (const auto& proxy : proxies_in(argv, "x")) is_exempt(proxy, "node-1", "10.0.0.1");
    return 0;
}
