// SPDX-License-Identifier: Apache-2.0
// Carries out a request: proven, granted, proven again, collected for those it names.
#include <unistd.h>

#include <system_error>

#include "agent/collect/collect.hpp"
#include "agent/commands/asking.hpp"
#include "agent/commands/carrying_out.hpp"
#include "agent/commands/command_here.hpp"
#include "agent/commands/commands.hpp"
#include "agent/commands/notice.hpp"
#include "agent/commands/record.hpp"
#include "agent/commands/run_options.hpp"
#include "agent/commands/running.hpp"
#include "agent/commands/setting.hpp"
#include "agent/commands/taking.hpp"
#include "agent/commands/yes_or_no.hpp"
#include "agent/report/voice.hpp"
#include "platform/files.hpp"
#include "platform/interrupt.hpp"
#include "platform/log.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

using consent::Stage;

int refused(const std::string& why) {
    log::error(why);
    return exit_code::refused;
}

int refused_or_failed(const Error& error) {
    return turned_down(error) ? refused(error.what) : failure(error);
}

/// A request by its id where one is on record, else by its file.
Result<std::string> document_of(const Reception& reception, const std::string& given, Time now) {
    if (given.find('/') == std::string::npos && given.find('.') == std::string::npos)
        if (const auto known = reception.asked.get(given, now))
            return reception.asked.document(known->id);
    return system_files().read(given, exchange::request_limit);
}

void tell_others(const Reception& reception, const std::string& asking, const std::string& id) {
    const auto told = notify(reception.config, notice_of(asking, id));
    if (!told) log::warning(told.error().what);
}

/// What is too long to be read is on record without its digest.
int refuse_unread(const Reception& reception, const std::string& why) {
    const auto said =
        record(reception.state, ledger::Kind::refusal,
               {{"request", "a file that is longer than a request may be"}, {"why", why}});
    return said ? refused("the request is refused: " + why) : failure(said.error());
}

/// On the terminal; without one somebody must call grant.
Result<consent::Asked> ask(const Reception& reception, const Received& received, Time now) {
    const auto asking = question(reception, received.admitted);
    const auto told = write_text(STDERR_FILENO, asking);
    if (!told) return told.error();
    if (!can_ask()) {
        if (received.is_new) tell_others(reception, asking, received.asked.id);
        return received.asked;
    }
    const report::Voice voice(report::Knowledge::builtin(), reception.language);
    const auto yes = asked(voice("asked.let_it_run") + " ");
    if (!yes) return yes.error();
    return decide(reception, received.asked.id, {Stage::waiting},
                  {*yes ? Stage::granted : Stage::declined, who_decides()}, now);
}

/// What became of it goes on record; a bundle of a request that was revoked meanwhile goes away.
int record_bundle(const Reception& reception, const std::string& id,
                  const collect::Receipt& receipt) {
    const auto done = reception.asked.change(
        id, {Stage::running}, {Stage::done, "safr-diag", {}, receipt.story.bundle_id},
        system_clock().now());
    if (done) return print(receipt.path.native() + "\n");
    std::error_code ignored;
    std::filesystem::remove(receipt.path, ignored);
    return refused(done.error().what);
}

int record_failure(const Reception& reception, const std::string& id, const Error& error,
                   int (*tell)(const Error&)) {
    const auto failed = reception.asked.change(
        id, {Stage::running}, {Stage::failed, "safr-diag", error.what}, system_clock().now());
    return failed ? tell(error) : refused(failed.error().what);
}

/// Where the service runs, it begins what was granted within a second.
int already_running(const std::string& id) {
    return refused(
        "the service, or another safr-diag, carries it out already, so nothing was begun here; how "
        "it ends tells: " +
        command_here("safr-diag requests " + id));
}

int run_granted(const Invocation& invocation, const Reception& reception, const std::string& id) {
    const auto now = system_clock().now();
    const auto mark = mark_run(reception.state, id);
    if (!mark && mark.error().fault == Fault::refused) return already_running(id);
    if (!mark) return failure(mark.error());
    // What was granted when consent.level allowed more does not begin.
    if (const auto admitted = proven(reception, id, now); admitted)
        if (const auto fits = hold_to_level(reception, *admitted, now); !fits)
            return refused_or_failed(fits.error());
    const auto running =
        reception.asked.change(id, {Stage::granted}, {Stage::running, "safr-diag"}, now);
    if (!running) return refused(running.error().what);
    const auto admitted = prove_again(reception, id, now);
    if (!admitted) return record_failure(reception, id, admitted.error(), refused_or_failed);
    const auto receipt = carry_out(invocation, reception, *admitted, now);
    if (!receipt) return record_failure(reception, id, receipt.error(), failure);
    return record_bundle(reception, id, *receipt);
}

int run_one(const Invocation& invocation, const Reception& reception, const std::string& given) {
    const auto now = system_clock().now();
    const auto document = document_of(reception, given, now);
    if (!document && document.error().fault == Fault::full)
        return refuse_unread(reception, document.error().what);
    if (!document) return failure(document.error());
    const auto received = take_in(reception, *document, now);
    if (!received && turned_down(received.error()))
        return refused("the request is refused: " + received.error().what);
    if (!received) return failure(received.error());
    Result<consent::Asked> asked = received->asked;
    if (asked->stage == Stage::waiting) asked = ask(reception, *received, now);
    if (!asked) return failure_of_document(asked.error());
    if (asked->stage == Stage::waiting)
        return refused("it waits for somebody here: " +
                       command_here("safr-diag grant " + asked->id));
    if (asked->stage == Stage::running) return already_running(asked->id);
    if (asked->stage != Stage::granted)
        return refused("the request is " + std::string(name_of(asked->stage)) +
                       (asked->why.empty() ? "" : ": " + asked->why));
    return run_granted(invocation, reception, asked->id);
}

/// One after the other; the first that is not done tells how it ended.
int run_requests(const Invocation& invocation) {
    const auto reception = reception_of(invocation);
    if (!reception) return failure(reception.error());
    int first_trouble = exit_code::done;
    for (const auto& given : invocation.positionals()) {
        if (interrupted()) return exit_code::failed;
        if (invocation.positionals().size() > 1)
            if (const auto named = write_text(STDERR_FILENO, printable(given) + ":\n"); !named)
                return failure(named.error());
        const auto ended = run_one(invocation, *reception, given);
        if (first_trouble == exit_code::done) first_trouble = ended;
    }
    return first_trouble;
}

constexpr Option options[] = {{.name = "--out",
                               .value = "DIR",
                               .help = "write the bundle there; default: the spool",
                               .complete = "directory"},
                              {.name = "--progress-to",
                               .value = "FD",
                               .help = "tell progress as lines of JSON on this descriptor",
                               .hidden = true},
                              lang_option};

}  // namespace

const Command run_command{
    .name = "run",
    .summary = "carry out a request of support",
    .description =
        "Takes a request file (*.safrreq), or the id of one that came before, proves it (who "
        "signed, for whom, until when, within this site's limits), asks you unless a standing "
        "grant says yes, and collects exactly what it names, for the people it names. The last "
        "line of standard output is the bundle's path. Without a terminal a request waits for "
        "safr-diag grant. Several are taken one after the other, each bundle's path a line; the "
        "first that did not end well gives the exit code.",
    .example =
        "safr-diag run /media/usb/4711.safrreq --out /media/usb\n"
        "safr-diag run /media/usb/*.safrreq --out /media/usb\n"
        "safr-diag run 019ab3c4",
    .options = options,
    .positional = {.name = "REQUEST", .least = 1, .most = 256, .complete = "file"},
    .run = run_requests};

}  // namespace diag::commands
