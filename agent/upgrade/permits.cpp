// SPDX-License-Identifier: Apache-2.0
#include "agent/upgrade/permits.hpp"

#include <algorithm>

#include "platform/digest.hpp"
#include "platform/text.hpp"

namespace diag::upgrade {
namespace {

constexpr std::size_t time_in_name = 13;  // of a UUIDv7: 48 bits and a dash (RFC 9562 5.7)

/// Newest first, those from the future behind all others; names that are no ids left out.
std::vector<std::string> in_order(std::vector<std::string> names, Time now) {
    std::erase_if(names, [](const std::string& name) { return !is_uuid(name); });
    std::ranges::reverse(names);
    const auto latest = uuid_v7(now).substr(0, time_in_name);
    const auto known = std::ranges::find_if(
        names, [&](const std::string& name) { return name.substr(0, time_in_name) <= latest; });
    std::ranges::rotate(names, known);
    return names;
}

}  // namespace

Records permits_in(const std::filesystem::path& state) {
    return {state, "permits", permit_limit, permit_ending};
}

Result<Permit> permit_from_file(const std::filesystem::path& file,
                                const Result<std::string>& document, const Certificate& agent) {
    if (!document) return document.error();
    auto permit = open_permit(*document, agent);
    if (permit) return permit;
    return Error{permit.error().fault,
                 printable(file.native()) + " is no permit of this agent: " + permit.error().what};
}

Result<Permit> newest_permit(const Records& permits, const Certificate& agent, const Version& to,
                             Time now) {
    Result<Permit> other = Error{Fault::absent, "There is no permit."};
    const auto names = permits.names();
    if (!names && names.error().fault != Fault::absent) return names.error();
    if (!names) return other;
    auto left = most_opened;
    for (const auto& name : in_order(*names, now)) {
        if (left-- == 0) break;
        auto permit = permit_from_file(permits.file(name), permits.read(name), agent);
        if (permit && permit->to == to && permit->made <= now) return permit;
        const bool better = permit && other && permit->to == to && other->to != to;
        if (better || (!other && (permit || other.error().fault == Fault::absent)))
            other = std::move(permit);
    }
    return other;
}

void forget_permits(const Records& permits, const Certificate& agent, Time now) {
    permits.prune_old(
        kept_after_end, now, [&](const auto&, const auto& document) -> std::optional<Lifetime> {
            const auto permit = open_permit(document, agent);
            return permit ? std::optional{Lifetime{permit->made, permit->until}} : std::nullopt;
        });
}

}  // namespace diag::upgrade
