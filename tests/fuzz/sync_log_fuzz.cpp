// SPDX-License-Identifier: Apache-2.0
// Checks that any sync.log can be read, that no more of it is kept than is meant to be, and that
// the configuration's own form of a system reads any text.
#include "collectors/integrations/sync_log.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag;
    using namespace diag::integrations;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto log = sync_log_in(text, TimestampReader(Time{std::chrono::seconds{1'795'464'000}}));
    if (log.named.size() > 8) __builtin_trap();
    if (log.syncs.size() > products().size() + 1 + log.named.size()) __builtin_trap();
    for (const auto& each : log.syncs)
        if (each.failing_since && each.failures_since == 0) __builtin_trap();
    const auto told = json::write(to_json(log));
    const auto again = json::parse(told);
    if (!again || json::write(to_json(sync_log_from(*again))) != told) __builtin_trap();
    if (const auto system = system_from(text); system && system->host.size() > 300)
        __builtin_trap();
    return 0;
}
