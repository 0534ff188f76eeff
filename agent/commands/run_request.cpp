// SPDX-License-Identifier: Apache-2.0
// Carries out a request: proven, granted, proven again, collected for those it names.
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <system_error>

#include "agent/collect/collect.hpp"
#include "agent/commands/asking.hpp"
#include "agent/commands/command_here.hpp"
#include "agent/commands/commands.hpp"
#include "agent/commands/notice.hpp"
#include "agent/commands/parcel.hpp"
#include "agent/commands/record.hpp"
#include "agent/commands/run_options.hpp"
#include "agent/commands/run_progress.hpp"
#include "agent/commands/running.hpp"
#include "agent/commands/setting.hpp"
#include "agent/commands/taking.hpp"
#include "agent/redact/case_key.hpp"
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
    if (!is_terminal(STDIN_FILENO) || !is_terminal(STDERR_FILENO)) {
        if (received.is_new) tell_others(reception, asking, received.asked.id);
        return received.asked;
    }
    if (const auto put = write_text(STDERR_FILENO, "Let it run? [y/N] "); !put) return put.error();
    std::string answer;
    std::getline(std::cin, answer);
    const bool yes = answer == "y" || answer == "Y" || answer == "yes";
    return decide(reception, received.asked.id, {Stage::waiting},
                  {yes ? Stage::granted : Stage::declined, who_decides()}, now);
}

Result<collect::Order> order_of(const Invocation& invocation, const Reception& reception,
                                const exchange::Request& request) {
    return order_for(invocation, with_parameters(reception.config, request),
                     {request.collectors, request.since, request.until,
                      std::min(request.span, reception.config.collect.deadline)});
}

/// For those the request names, and those the site pinned itself.
Result<std::vector<Certificate>> recipients_of(const Reception& reception,
                                               const exchange::Request& request, Time now) {
    auto all = request.recipients;
    for (const auto& file : reception.config.collect.recipients) {
        auto ours = exchange::recipient_from_file(file, now);
        if (!ours) return ours.error();
        const bool named = std::ranges::any_of(
            all, [&](const auto& each) { return each.fingerprint() == ours->fingerprint(); });
        if (!named) all.push_back(std::move(*ours));
    }
    return all;
}

Result<collect::Parcel> parcel_of(const Invocation& invocation, const Reception& reception,
                                  const exchange::Request& request, const collect::Order& order,
                                  Time now) {
    auto recipients = recipients_of(reception, request, now);
    if (!recipients) return recipients.error();
    std::optional<std::filesystem::path> out;
    if (invocation.has("--out")) out = std::filesystem::absolute(invocation.value("--out"));
    auto limits = limits_of(reception.config, order, out);
    if (!limits) return limits.error();
    limits->bundle_bytes = std::min(limits->bundle_bytes, request.bytes);
    const auto key = redact::case_key(
        order.state, request.case_number.empty() ? request.id : request.case_number);
    if (!key) return key.error();
    collect::Parcel parcel{.recipients = std::move(*recipients), .limits = *limits, .key = *key};
    parcel.request = request.id;
    parcel.notes.number = request.case_number;
    parcel.notes.problem = request.reason;
    parcel.findings_only = request.disclosure == exchange::Disclosure::findings;
    parcel.out = out;
    return parcel;
}

/// The second look, by the half that may read, with its own memory of what ran.
Result<consent::Admitted> prove_again(const Reception& reception, const std::string& id, Time now) {
    auto admitted = proven(reception, id, now);
    if (!admitted) return admitted;
    if (const auto fits = within_level(reception, *admitted); !fits) return fits.error();
    const auto ran = consent::Seen::open(reception.state / "ran");
    if (!ran) return ran.error();
    if (const auto holds = ran->clock_holds(now); !holds) return holds.error();
    if (const auto first = consent::claim_run(*admitted, *ran, now); !first) return first.error();
    return admitted;
}

/// Where our own service reads how far it is; -1: nobody does.
Result<int> progress_descriptor(const Invocation& invocation) {
    constexpr std::uint64_t most = 1023;
    if (!invocation.has("--progress-to")) return -1;
    const auto number = natural(invocation.value("--progress-to"));
    if (!number || *number > most)
        return Error{Fault::refused, "--progress-to: expected an open descriptor's number"};
    return static_cast<int>(*number);
}

Result<collect::Receipt> carry_out(const Invocation& invocation, const Reception& reception,
                                   const std::string& id, Time now) {
    const auto admitted = prove_again(reception, id, now);
    if (!admitted) return admitted.error();
    const auto order = order_of(invocation, reception, admitted->request);
    if (!order) return order.error();
    const auto parcel = parcel_of(invocation, reception, admitted->request, *order, now);
    if (!parcel) return parcel.error();
    const auto progress_to = progress_descriptor(invocation);
    if (!progress_to) return progress_to.error();
    watch_for_interrupts();
    RunProgress progress(order->collectors.size(), *progress_to);
    return collect_on_record(*order, *parcel, id, progress);
}

/// What became of it goes on record; a bundle of a request that was revoked meanwhile goes away.
int close_record(const Reception& reception, const std::string& id,
                 const Result<collect::Receipt>& receipt) {
    const auto now = system_clock().now();
    if (!receipt) {
        const auto failed = reception.asked.change(
            id, {Stage::running}, {Stage::failed, "safr-diag", receipt.error().what}, now);
        return failed ? failure(receipt.error()) : refused(failed.error().what);
    }
    const auto done = reception.asked.change(
        id, {Stage::running}, {Stage::done, "safr-diag", {}, receipt->story.bundle_id}, now);
    if (done) return print(receipt->path.native() + "\n");
    std::error_code ignored;
    std::filesystem::remove(receipt->path, ignored);
    return refused(done.error().what);
}

int run_granted(const Invocation& invocation, const Reception& reception, const std::string& id) {
    const auto now = system_clock().now();
    const auto mark = mark_run(reception.state, id);
    if (!mark) return failure(mark.error());
    // What was granted when consent.level allowed more does not begin.
    if (const auto admitted = proven(reception, id, now); admitted)
        if (const auto fits = hold_to_level(reception, *admitted, now); !fits)
            return turned_down(fits.error()) ? refused(fits.error().what) : failure(fits.error());
    const auto running =
        reception.asked.change(id, {Stage::granted}, {Stage::running, "safr-diag"}, now);
    if (!running) return refused(running.error().what);
    return close_record(reception, id, carry_out(invocation, reception, id, now));
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
