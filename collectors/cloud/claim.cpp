// SPDX-License-Identifier: Apache-2.0
#include "collectors/cloud/claim.hpp"

#include "platform/stored_time.hpp"

namespace diag::cloud {

json::value to_json(const ClaimTold& claim) {
    return json::object{
        {"from", claim.from},
        {"away", claim.away},
        {"day", claim.day},
        {"over", std::chrono::floor<std::chrono::seconds>(claim.over.time_since_epoch()).count()},
        {"outages", claim.outages},
        {"missed", claim.missed}};
}

std::optional<ClaimTold> claim_from(std::string_view text, Time now) {
    const auto told = json::parse(text);
    if (!told) return std::nullopt;
    const auto over = json::integer_at(*told, "over").value_or(0);
    ClaimTold claim{.from = json::text_at(*told, "from").value_or(""),
                    .away = json::text_at(*told, "away").value_or(""),
                    .day = json::text_at(*told, "day").value_or(""),
                    .over = bounded_time(std::chrono::seconds{over}),
                    .outages = json::integer_at(*told, "outages").value_or(1),
                    .missed = json::flag_at(*told, "missed").value_or(false)};
    if (claim.over <= now) return std::nullopt;
    return claim;
}

}  // namespace diag::cloud
