// SPDX-License-Identifier: Apache-2.0
// Checks that any kernel log yields outages that name a server, and no more than may be told.
#include <cstddef>
#include <string_view>

#include "collectors/nfs/outages.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag;
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const auto kept = nfs::lines_about_servers(input);
    if (kept.size() > input.size() + 1) __builtin_trap();
    const Time now{milliseconds{1'795'464'000'000}};
    const auto outages = nfs::outages_of(host::kernel_lines(kept, {now, now}));
    if (outages.size() > 1000) __builtin_trap();
    for (const auto& outage : outages)
        if (outage.server.empty() || (outage.to && !outage.ended)) __builtin_trap();
    return 0;
}
