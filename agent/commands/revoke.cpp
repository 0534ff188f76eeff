// SPDX-License-Identifier: Apache-2.0
// The site's people say no longer: before it runs, while it runs, and until the desk has all of it.
#include <algorithm>

#include "agent/commands/asking.hpp"
#include "agent/commands/commands.hpp"
#include "agent/commands/leaving.hpp"
#include "agent/commands/record.hpp"
#include "agent/commands/running.hpp"
#include "agent/commands/sending.hpp"
#include "agent/commands/setting.hpp"
#include "platform/log.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

using consent::Stage;

constexpr milliseconds desk_patience{10'000};
constexpr milliseconds sender_patience{2'000};

/// Has the desk forget its part, by whoever sends it now, else by us.
Result<TakenBack> forget_at_desk(const Reception& reception, const std::string& bundle) {
    const auto line = desk_line(reception.config, reception.state);
    if (!line) return line.error();
    const auto begun = system_clock().uptime();
    const auto way = way_by(**line);
    const Sending how{.config = reception.config,
                      .state = reception.state,
                      .way = way,
                      .stop = [begun] { return system_clock().uptime() - begun > desk_patience; },
                      .progress = [](const upload::Progress&) {}};
    for (;;) {
        const auto gone = withdraw_bundle(bundle, how);
        if (!gone || *gone != TakenBack::by_another) return gone;
        // Who sends it sees that it was taken back, and does it.
        if (system_clock().uptime() - begun > sender_patience) return gone;
        system_clock().sleep(milliseconds{100});
    }
}

bool lies_here(const Reception& reception, const consent::Asked& asked, Shelf shelf) {
    const auto spool = Spool::open(reception.state);
    const auto all = spool ? spool->list() : spool.error();
    return all && std::ranges::any_of(*all, [&](const auto& each) {
               return each.shelf == shelf && each.bundle_id == asked.bundle;
           });
}

/// Of a request that is done: its bundle, if it is still ours alone.
int take_back(const Reception& reception, const consent::Asked& asked) {
    auto spool = Spool::open(reception.state);
    if (!spool) return failure(spool.error());
    const auto begun = stop_bundle(reception.state, *spool, asked.bundle);
    if (!begun)
        return failure({begun.error().fault == Fault::absent ? Fault::denied : begun.error().fault,
                        begun.error().fault == Fault::absent
                            ? "revoked, but too late for its bundle: it had left the spool"
                            : begun.error().what});
    if (*begun)
        if (const auto forgotten = forget_at_desk(reception, asked.bundle); !forgotten)
            log::warning("what the desk has of it is to be deleted there when it can be reached (" +
                         forgotten.error().what + ")");
    // Whoever did it: so it stands now.
    if (lies_here(reception, asked, Shelf::sent))
        return failure(
            {Fault::denied, "revoked, but the desk has its bundle already: it is kept as sent"});
    if (lies_here(reception, asked, Shelf::revoked))
        return print(
            "Revoked: its bundle is not sent. It is removed once the desk has deleted its part.\n");
    return print("Revoked: its bundle is removed and is not sent.\n");
}

int stop(const Reception& reception, const consent::Asked& asked) {
    const bool stopped = asked.stage == Stage::running && stop_run(reception.state, asked.id);
    return print(stopped ? "Revoked: its run is being stopped; nothing leaves.\n"
                         : "Revoked: it will not run.\n");
}

int run_revoke(const Invocation& invocation) {
    const auto reception = reception_of(invocation);
    if (!reception) return failure(reception.error());
    const auto now = system_clock().now();
    const auto& id = invocation.positionals().front();
    if (const auto removed = reception->grants.remove(id); removed) {
        const auto said = record(reception->state, ledger::Kind::revoke,
                                 {{"request", "standing grant " + id}, {"who", who_decides()}});
        return said ? print("The standing grant is no more.\n") : failure(said.error());
    }
    const auto why = printable(invocation.value("--reason"));
    auto asked = request_meant(*reception, id, now);
    if (!asked) return failure(asked.error());
    if (asked->stage != Stage::done) {
        const auto revoked = decide(*reception, asked->id, {Stage::granted, Stage::running},
                                    {Stage::revoked, who_decides(), why}, now);
        if (revoked) return stop(*reception, *asked);
        // It may have come to its end just now.
        asked = reception->asked.get(asked->id, now);
        if (!asked || asked->stage != Stage::done) return failure_of_document(revoked.error());
    }
    if (!lies_here(*reception, *asked, Shelf::ready))
        return failure({Fault::denied, "it is done, and its bundle does not wait here any longer"});
    const auto revoked = decide(*reception, asked->id, {Stage::done},
                                {Stage::revoked, who_decides(), why, asked->bundle}, now);
    if (!revoked) return failure_of_document(revoked.error());
    return take_back(*reception, *asked);
}

constexpr Option options[] = {
    {.name = "--reason", .value = "TEXT", .help = "why; stays on record, and support is sent it"},
};

}  // namespace

const Command revoke_command{
    .name = "revoke",
    .summary = "take back a grant, until the desk has the bundle",
    .description =
        "A granted request will not run; a running one is stopped within a second and leaves no "
        "bundle. Of one that is done the bundle is removed while it waits or is sent, and the desk "
        "deletes what it has of it. Support is sent the reason, and the name of the account that "
        "revokes. Also takes the id of a standing grant.",
    .example = "safr-diag revoke 019ab3c4",
    .options = options,
    .positional = {.name = "ID", .least = 1, .most = 1},
    .run = run_revoke};

}  // namespace diag::commands
