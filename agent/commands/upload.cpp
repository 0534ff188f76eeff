// SPDX-License-Identifier: Apache-2.0
// Bundles of the spool to the desk, while somebody waits.
#include <unistd.h>

#include <algorithm>

#include "agent/commands/command_here.hpp"
#include "agent/commands/commands.hpp"
#include "agent/commands/leaving.hpp"
#include "agent/commands/sending.hpp"
#include "agent/commands/setting.hpp"
#include "agent/config/state_version.hpp"
#include "platform/interrupt.hpp"
#include "platform/log.hpp"
#include "platform/progress.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::commands {
namespace {

/// All that wait and may leave. What may not is told of.
Result<std::vector<Spooled>> that_may_leave(std::vector<Spooled> all,
                                            const std::vector<consent::Asked>& asked) {
    std::erase_if(all, [&](const Spooled& each) {
        if (each.shelf != Shelf::ready) return true;
        const bool withheld = may_leave(each, asked) != Leave::yes;
        if (withheld)
            log::warning(each.bundle_id +
                         " is not sent: the run it was made for is not on record as done");
        return withheld;
    });
    return all;
}

/// All that wait, or those named, also where they were sent before.
Result<std::vector<Spooled>> chosen(const std::filesystem::path& state,
                                    const std::vector<std::string>& ids) {
    const auto spool = Spool::open(state);
    if (!spool) return spool.error();
    auto all = spool->list();
    if (!all) return all;
    const auto requests = consent::AskedRequests::open(state);
    const auto asked = requests ? requests->list(system_clock().now()) : requests.error();
    if (!asked) return asked.error();
    if (ids.empty()) return that_may_leave(std::move(*all), *asked);
    for (const auto& id : ids) {
        const auto named = std::ranges::find(*all, id, &Spooled::bundle_id);
        if (named == all->end())
            return Error{Fault::absent, "no bundle " + printable(id) +
                                            " is here; see: " + command_here("safr-diag spool")};
        if (named->shelf == Shelf::revoked ||
            (named->shelf == Shelf::ready && may_leave(*named, *asked) == Leave::never))
            return Error{Fault::denied, "the bundle " + id +
                                            " must not leave: its request was revoked, declined "
                                            "or failed"};
    }
    std::erase_if(*all, [&](const Spooled& each) {
        return std::ranges::find(ids, each.bundle_id) == ids.end();
    });
    return all;
}

std::string in_words(const upload::Progress& progress) {
    auto text = bytes_text(progress.acknowledged) + " of " + bytes_text(progress.size);
    if (progress.rate > 1)
        text += ", " + bytes_text(static_cast<std::uint64_t>(progress.rate)) + "/s";
    if (progress.left && progress.acknowledged < progress.size)
        text +=
            ", " + duration_text(std::chrono::ceil<std::chrono::seconds>(*progress.left)) + " left";
    if (!progress.trouble.empty()) text += "; " + progress.trouble;
    return text;
}

void wait_for_hours(const std::string& bundle, const config::Config& config, Progress& shown) {
    constexpr milliseconds tick{500};
    while (!interrupted() && !upload_hours_open(config, system_clock().now())) {
        shown.doing(bundle, "waits for " + config.desk.upload_hours + " (desk.upload_hours)");
        system_clock().sleep(tick);
    }
}

/// True: the desk has it. False: it was taken back, and there is nothing to send.
Result<bool> send_one(const Spooled& each, const Sending& how, Progress& shown) {
    forget_refusal(how.state, each.bundle_id);
    for (;;) {
        wait_for_hours(each.bundle_id, how.config, shown);
        const auto sent = send_bundle(each, how);
        if (sent && *sent == Sent::later) continue;
        const bool whole = sent && *sent == Sent::whole;
        shown.done(each.bundle_id, whole ? bytes_text(each.bytes) + " sent" : "not sent");
        if (!sent) return sent.error();
        if (*sent == Sent::stopped) return Error{Fault::io, "stopped before the server had it all"};
        return whole;
    }
}

/// Sends all of them; one that the desk turned down holds up no other.
int send_all(const std::vector<Spooled>& waiting, const config::Config& config,
             const std::filesystem::path& state, const DeskWay& way) {
    Progress shown(STDERR_FILENO, Progress::mode_for(STDERR_FILENO), terminal_width(STDERR_FILENO));
    std::size_t count = 0;
    int worst = exit_code::done;
    for (const auto& each : waiting) {
        const Sending how{.config = config,
                          .state = state,
                          .way = way,
                          .stop = interrupted,
                          .progress = [&](const upload::Progress& progress) {
                              shown.doing(each.bundle_id, in_words(progress));
                          }};
        const auto sent = send_one(each, how, shown);
        if (!sent) {
            const auto fault = sent.error().fault;
            worst = failure({fault == Fault::refused ? Fault::io : fault,
                             each.bundle_id + ": " + sent.error().what});
            if (fault != Fault::malformed) return worst;
        } else if (*sent) {
            ++count;
        } else {
            log::warning(each.bundle_id + " was taken back while it was sent");
        }
    }
    const auto told =
        print(std::to_string(count) + (count == 1 ? " bundle" : " bundles") + " sent\n");
    return worst == exit_code::done ? told : worst;
}

int run_upload(const Invocation& invocation) {
    const auto config = config_of(invocation);
    if (!config) return failure(config.error());
    const auto state = record_directory_of(invocation);
    if (!state) return failure(state.error());
    if (const auto marked = config::mark_state(*state); !marked) return failure(marked.error());
    const auto waiting = chosen(*state, invocation.positionals());
    if (!waiting) return failure(waiting.error());
    if (waiting->empty()) return print("Nothing waits to be sent.\n");
    const auto line = desk_line(*config, *state);
    if (!line) return failure(line.error());
    watch_for_interrupts();
    const int done = send_all(*waiting, *config, *state, way_by(**line));
    if (const auto tidied = tidy_sent(*config, *state, system_clock().now()); !tidied)
        log::warning(tidied.error().what);
    return done;
}

}  // namespace

const Command upload_command{
    .name = "upload",
    .summary = "send bundles to the desk, or go on sending them",
    .description =
        "Sends what waits in the spool to desk.url, oldest first, or the bundles named, also those "
        "that were sent before. What was made for a request leaves only when that is done. What "
        "was cut off goes on where the desk says that it is, also "
        "after a reboot, and a desk that is away is asked again until it is back. Outside "
        "desk.upload_hours it waits. A bundle that the desk has whole is kept as sent, for as long "
        "as spool.keep_sent says.",
    .example =
        "safr-diag upload\n"
        "safr-diag upload 019ab3c4-5d6e-7f80-9123-456789abcdef",
    .options = {},
    .positional = {.name = "BUNDLE", .least = 0, .most = 64},
    .run = run_upload};

}  // namespace diag::commands
