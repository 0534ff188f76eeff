// SPDX-License-Identifier: Apache-2.0
// A redacted, sealed, signed bundle of this server.
#include "agent/collect/collect.hpp"

#include <unistd.h>

#include "agent/collect/redaction.hpp"
#include "agent/commands/case.hpp"
#include "agent/commands/commands.hpp"
#include "agent/commands/parcel.hpp"
#include "agent/commands/record.hpp"
#include "agent/commands/run_options.hpp"
#include "agent/commands/run_progress.hpp"
#include "agent/commands/screenshots.hpp"
#include "agent/commands/setting.hpp"
#include "agent/report/ranking.hpp"
#include "platform/interrupt.hpp"
#include "platform/layout.hpp"
#include "platform/log.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

std::string as_table(const collect::Estimate& estimate) {
    std::vector<TableRow> rows{{"COLLECTOR", "EVIDENCE", "ATTACHMENTS", "TO READ"}};
    for (const auto& part : estimate.parts)
        rows.push_back({part.collector, bytes_text(part.evidence_bytes),
                        std::to_string(part.attachments), bytes_text(part.attachment_bytes)});
    return table(rows, 0, terminal_width(STDOUT_FILENO)) + "The bundle would have about " +
           bytes_text(estimate.bundle_bytes) + ". Nothing was written.\n";
}

json::value as_json(const collect::Estimate& estimate) {
    json::array parts;
    for (const auto& part : estimate.parts)
        parts.push_back(json::object{{"outcome", exchange::to_json(part.outcome)},
                                     {"evidence_bytes", part.evidence_bytes},
                                     {"attachments", part.attachments},
                                     {"attachment_bytes", part.attachment_bytes}});
    return {{"parts", std::move(parts)}, {"bundle_bytes", estimate.bundle_bytes}};
}

int stopped() {
    log::error("stopped before anything was sealed");
    return exit_code::failed;
}

int print_estimate(const Invocation& invocation, const collect::Order& order) {
    RunProgress progress;
    const auto estimate = collect::estimate(order, progress);
    if (interrupted()) return stopped();
    return print(invocation.has("--json") ? json::write_pretty(as_json(estimate))
                                          : as_table(estimate));
}

std::string summary_of(const report::Story& story) {
    std::size_t critical = 0;
    std::size_t warnings = 0;
    for (const auto& chapter : story.chapters)
        for (const auto& finding : chapter.judgement.findings) {
            critical += finding.severity == Severity::critical ? 1 : 0;
            warnings += finding.severity == Severity::warning ? 1 : 0;
        }
    std::uint64_t stand_ins = 0;
    for (const auto& [kind, count] : story.redactions) stand_ins += count;
    return std::to_string(critical) + " critical, " + std::to_string(warnings) + " warnings; " +
           std::to_string(stand_ins) + " secrets and personal data replaced";
}

int print_receipt(const Invocation& invocation, const collect::Receipt& receipt) {
    if (invocation.has("--json")) {
        json::object told{{"bundle", receipt.story.bundle_id},
                          {"path", receipt.path.native()},
                          {"bytes", receipt.bytes}};
        if (receipt.unexplained) told["unexplained"] = receipt.unexplained->what;
        return print(json::write_pretty(told));
    }
    if (log::level() == log::Level::quiet) return print(receipt.path.native() + "\n");
    const auto unexplained =
        receipt.unexplained ? collect::unexplained_words(*receipt.unexplained) + "\n" : "";
    return print("Bundle of " + bytes_text(receipt.bytes) + ": " + summary_of(receipt.story) +
                 "\n" + unexplained + receipt.path.native() + "\n");
}

/// Critical findings and warnings, a line each, as redacted as the bundle's own.
std::string findings_of(const report::Story& story, report::Language language) {
    constexpr std::size_t most = 64;
    std::string text = summary_of(story) + "\n";
    std::size_t count = 0;
    for (const auto& each : report::ranked(story)) {
        const auto severity = each.finding->severity;
        if (severity != Severity::critical && severity != Severity::warning) continue;
        if (++count > most) continue;
        const auto words = report::Knowledge::builtin().explain(*each.finding, language);
        text += std::string(name_of(severity)) + ": " + one_line(words.title) + " [" +
                each.finding->id + "]\n";
    }
    return text;
}

std::vector<CasePicture> pictures_in(const report::Story& story) {
    std::vector<CasePicture> all;
    for (const auto& each : story.contents.entries)
        if (!each.picture.empty() && !each.path.empty())
            all.push_back({each.path, each.size, each.sha256});
    return all;
}

/// So that `case mail` can tell of it. The bundle is there whether or not that can be noted.
void note_for_case(const collect::Order& order, const collect::Parcel& parcel,
                   const collect::Receipt& receipt) {
    const auto noted = note_bundle(order.state, parcel.notes,
                                   {.id = receipt.story.bundle_id,
                                    .path = std::filesystem::absolute(receipt.path).native(),
                                    .made = receipt.story.created,
                                    .findings = findings_of(receipt.story, order.language),
                                    .pictures = pictures_in(receipt.story)});
    if (!noted) log::warning("not noted for the case: " + noted.error().what);
}

/// Without a terminal and a page nobody could be asked: showing was all there was to do.
int not_sealed(const Invocation& invocation, const Error& error) {
    log::warning(error.what);
    const bool asked = is_terminal(STDIN_FILENO) || invocation.has("--for");
    return asked ? exit_code::refused : exit_code::done;
}

int run_collect(const Invocation& invocation) {
    const auto order = order_from(invocation);
    if (!order) return failure(order.error());
    watch_for_interrupts();
    if (invocation.has("--estimate")) return print_estimate(invocation, *order);
    auto parcel = parcel_from(invocation, *order);
    if (!parcel) return failure(parcel.error());
    bool declined = false;
    if (parcel->review)
        parcel->review = [&declined, ask = parcel->review](const auto& material) {
            auto decided = ask(material);
            declined = decided && !decided->seal;
            return decided;
        };
    Result<collect::Receipt> receipt = Error{Fault::bug, "not collected"};
    {
        RunProgress progress;
        receipt = collect_on_record(*order, *parcel, {}, progress);
    }
    if (!receipt && declined) return not_sealed(invocation, receipt.error());
    if (!receipt && interrupted()) return stopped();
    if (!receipt) return failure(receipt.error());
    note_for_case(*order, *parcel, *receipt);
    return print_receipt(invocation, *receipt);
}

constexpr Option options[] = {
    {.name = "--to",
     .value = "CERT",
     .help = "certificate of who may open the bundle (PEM); default: collect.recipients",
     .repeats = true,
     .complete = "file"},
    {.name = "--out",
     .value = "DIR",
     .help = "write the bundle there; default: the spool",
     .complete = "directory"},
    since_option,
    {.name = "--case",
     .value = "FILE",
     .help = "the case this belongs to: its number, or a file as safr-diag case new writes it",
     .complete = "file"},
    {.name = "--attach",
     .value = "FILE",
     .help = "a further file to redact and take along",
     .repeats = true,
     .complete = "file"},
    {.name = with_screenshots,
     .value = {},
     .help = "the case's screenshots may leave, nobody need be asked: they may show faces"},
    {.name = "--estimate", .value = {}, .help = "what it would hold and how big; writes nothing"},
    {.name = "--review",
     .value = {},
     .help = "stop before sealing and show exactly what would leave"},
    {.name = "--for",
     .value = "SPAN",
     .help = "with --review: how long its page waits for an answer; default: 30m on a terminal"},
    cores_option,
    deadline_option,
    lang_option};

}  // namespace

const Command collect_command{
    .name = "collect",
    .summary = "make a redacted, sealed, signed bundle of this server",
    .description =
        "Runs collectors, redacts what they gather before it touches the disk, judges it, and "
        "seals it for the certificates given with --to. Only who holds the key to one of them can "
        "open the bundle; this server cannot. The last line of standard output is its path.\n\n"
        "With --review everything is shown first, as files in a directory and, in a browser on "
        "this "
        "machine, with every replacement in its line and what stood there. Files and whole "
        "sections "
        "can be left out on that page; the bundle then says so. Nothing is sealed until you agree, "
        "there or on the terminal. Without a terminal it stops there, unless --for says how long "
        "to wait for the page.\n\n"
        "Pictures never leave, with one exception: the screenshots that a case names, in PNG or "
        "JPEG, once somebody at the terminal or --with-screenshots said yes to them. Nothing but "
        "their pixels leaves, and nothing that these show is replaced.",
    .example =
        "safr-diag collect --to recipient.pem --out /tmp\n"
        "safr-diag collect logs disk --since 2h --case 4711 --review\n"
        "safr-diag collect --estimate",
    .options = options,
    .positional = {.name = "COLLECTOR", .least = 0, .most = 64, .complete = collector_words},
    .run = run_collect};

}  // namespace diag::commands
