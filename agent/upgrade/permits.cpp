// SPDX-License-Identifier: Apache-2.0
#include "agent/upgrade/permits.hpp"

namespace diag::upgrade {

Records permits_in(const std::filesystem::path& state) {
    return {state, "permits", permit_limit, permit_ending};
}

void forget_permits(const Records& permits, const Certificate& agent, Time now) {
    permits.prune_old(
        kept_after_end, now, [&](const auto&, const auto& document) -> std::optional<Lifetime> {
            const auto permit = open_permit(document, agent);
            return permit ? std::optional{Lifetime{permit->made, permit->until}} : std::nullopt;
        });
}

}  // namespace diag::upgrade
