// SPDX-License-Identifier: Apache-2.0
#include "agent/upgrade/holding.hpp"

#include <algorithm>

#include "platform/minute_text.hpp"
#include "platform/text.hpp"

namespace diag::upgrade {
namespace {

Error refusal(std::string what) { return {Fault::denied, std::move(what)}; }

Result<> backup_holds(const ProvenBackup& backup, const Here& here) {
    const auto& now = here.backup;
    const auto name = printable(backup.file.path);
    if (!now && now.error().fault == Fault::absent)
        return refusal("The backup " + name + " is gone.");
    if (!now)
        return refusal("The backup " + name + " cannot be looked at: " + now.error().what + ".");
    if (*now != backup.file)
        return refusal("The backup " + name +
                       " is not the file that was proven: it was changed, "
                       "replaced or moved.");
    if (here.taken_back)
        return refusal("The backup " + name +
                       " could not be read again as it was proven, since the permit was written.");
    return {};
}

Result<> server_is_the_same(const ServerMarks& then, const Result<ServerMarks>& now) {
    if (!now) return refusal("This server cannot be known again: " + now.error().what + ".");
    if (now->machine != then.machine) return refusal("The permit is for another server.");
    if (now->programs != then.programs)
        return refusal(
            "SAFR's programs or configuration have changed since the permit was written.");
    return {};
}

Result<> waivers_are_in_force(const Permit& permit, const Here& here) {
    for (const auto& each : permit.set_aside)
        if (std::ranges::find(here.waivers, each.waiver) == here.waivers.end())
            return refusal("The condition " + printable(each.condition) +
                           " was set aside, and that was taken back or has expired.");
    return {};
}

}  // namespace

Result<> holds(const Permit& permit, const Here& here) {
    if (here.to != permit.to)
        return refusal("The permit is for SAFR " + permit.to.text() + ", not for " +
                       here.to.text() + ".");
    if (here.now < permit.made)
        return refusal("The permit was written at " + minute_text(permit.made) + ", and it is " +
                       minute_text(here.now) + " here: the clock was set back.");
    if (here.now >= permit.until)
        return refusal("The permit expired at " + minute_text(permit.until) + ".");
    // What had expired would hold again.
    if (here.recorded > here.now + longest_step_back)
        return refusal("The clock was set back: since the permit was written it was " +
                       minute_text(here.recorded) + " here, and now it is " +
                       minute_text(here.now) + ".");
    if (const auto stand = waivers_are_in_force(permit, here); !stand) return stand;
    if (const auto same = server_is_the_same(permit.server, here.server); !same) return same;
    if (permit.with_backup) return backup_holds(permit.backup, here);
    return {};
}

}  // namespace diag::upgrade
