// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/leaving.hpp"

#include <algorithm>

#include "agent/commands/record.hpp"
#include "agent/commands/sending.hpp"
#include "platform/log.hpp"

namespace diag::commands {
namespace {

using consent::Stage;

const consent::Asked* request_of(const Spooled& bundle, const std::vector<consent::Asked>& all) {
    const auto found = std::ranges::find(all, bundle.request, &consent::Asked::id);
    return found == all.end() ? nullptr : &*found;
}

}  // namespace

Leave may_leave(const Spooled& bundle, const std::vector<consent::Asked>& all) {
    if (bundle.request.empty()) return Leave::yes;
    const auto* request = request_of(bundle, all);
    if (!request) return Leave::not_yet;
    switch (request->stage) {
        case Stage::done:
            return request->bundle == bundle.bundle_id ? Leave::yes : Leave::never;
        case Stage::declined:
        case Stage::failed:
        case Stage::revoked:
            return Leave::never;
        case Stage::waiting:
        case Stage::granted:
        case Stage::running:
            break;
    }
    return Leave::not_yet;
}

Result<bool> stop_bundle(const std::filesystem::path& state, Spool& spool,
                         const std::string& bundle_id) {
    if (const auto back = spool.take_back(bundle_id); !back) return back.error();
    const auto begun = withdrawn_bundles(state, spool);
    if (std::ranges::find(begun, bundle_id) != begun.end()) return true;
    const auto gone = spool.drop(bundle_id);
    if (!gone && gone.error().fault != Fault::absent) return gone.error();
    return false;
}

void remove_forbidden(const std::filesystem::path& state, Spool& spool,
                      const std::vector<Spooled>& bundles, const std::vector<consent::Asked>& all) {
    for (const auto& each : bundles) {
        if (each.shelf != Shelf::ready || may_leave(each, all) != Leave::never) continue;
        const auto* request = request_of(each, all);
        const auto why = "its request is " + std::string(name_of(request->stage)) +
                         (request->stage == Stage::done ? " with another bundle" : "");
        const auto said = record(state, ledger::Kind::bundle,
                                 {{"state", "removed"},
                                  {"bundle", each.bundle_id},
                                  {"request", request->id},
                                  {"why", why}});
        if (!said) {
            log::warning("bundle " + each.bundle_id + " is withheld, as " + why +
                         "; it is not removed yet: " + said.error().what);
            continue;
        }
        const auto stopped = stop_bundle(state, spool, each.bundle_id);
        if (!stopped && stopped.error().fault != Fault::absent)
            log::warning("bundle " + each.bundle_id +
                         " is withheld and cannot be removed: " + stopped.error().what);
        else
            log::warning("bundle " + each.bundle_id + " is removed and is not sent, as " + why);
    }
}

}  // namespace diag::commands
