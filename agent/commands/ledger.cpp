// SPDX-License-Identifier: Apache-2.0
// The customer's record, read out and proven.
#include "agent/ledger/ledger.hpp"

#include <unistd.h>

#include "agent/commands/command_here.hpp"
#include "agent/commands/commands.hpp"
#include "agent/commands/ledger_export.hpp"
#include "agent/commands/ledger_words.hpp"
#include "agent/commands/output_width.hpp"
#include "agent/commands/run_options.hpp"
#include "agent/commands/setting.hpp"
#include "agent/config/state_version.hpp"
#include "agent/exchange/trust.hpp"
#include "agent/ledger/lines.hpp"
#include "agent/ledger/verify.hpp"
#include "platform/files.hpp"
#include "platform/layout.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t checkpoint_limit = 64 << 10;

int show(const Invocation& invocation, const fs::path& directory) {
    const auto kind = invocation.value("--kind");
    if (!kind.empty() && !ledger::kind_named(kind))
        return failure(
            {Fault::refused, "--kind: expected one of " + std::string(ledger::kind_words)});
    const auto book = ledger::Book::at(directory);
    if (!book && book.error().fault == Fault::absent)
        return print("Nothing is on the ledger yet.\n");
    if (!book) return failure(book.error());
    auto lines = ledger::Lines::open(*book);
    if (!lines) return failure(lines.error());
    std::vector<TableRow> rows{{"N", "TIME", "KIND", "WHAT"}};
    for (;;) {
        const auto line = lines->next();
        if (!line) return failure(line.error());
        if (!*line) break;
        const auto entry = ledger::entry_from((*line)->text);
        if (!entry)
            return failure(
                {Fault::malformed, (*line)->segment + ", line " + std::to_string((*line)->number) +
                                       ": " + entry.error().what +
                                       ". See: " + command_here("safr-diag ledger verify")});
        if (!kind.empty() && name_of(entry->kind) != kind) continue;
        if (invocation.has("--json")) {
            if (const auto said = write_text(STDOUT_FILENO, (*line)->text); !said)
                return failure(said.error());
        } else {
            rows.push_back({std::to_string(entry->n), to_text(entry->time).substr(0, 19) + "Z",
                            std::string(name_of(entry->kind)), in_words(entry->data)});
        }
    }
    if (invocation.has("--json")) return exit_code::done;
    return print(table(rows, 3, output_width()));
}

/// The desk's authority, where one is trusted, and --checkpoint.
Result<ledger::Against> against_of(const Invocation& invocation, const fs::path& state) {
    ledger::Against against;
    if (const auto trust = exchange::trust_in(state / "trust"))
        against.authority = trust->authority;
    if (!invocation.has("--checkpoint")) return against;
    const auto document = system_files().read(invocation.value("--checkpoint"), checkpoint_limit);
    if (!document) return document.error();
    const auto proof = ledger::proof_from(*document);
    if (!proof) return proof.error();
    against.kept = proof->checkpoint;
    return against;
}

int verify(const ledger::Against& against, const fs::path& directory) {
    const auto verdict = ledger::verify(directory, against);
    if (!verdict) return failure(verdict.error());
    if (verdict->flaw) return failure({Fault::malformed, sentence_of(*verdict->flaw)});
    return print(std::to_string(verdict->entries) + " entries, whole and in order; " +
                 std::to_string(verdict->checkpoints) + " signed checkpoints" +
                 (against.kept ? ", and the one kept elsewhere is among them" : "") + "\n");
}

int checkpoint(const Invocation& invocation, const fs::path& state) {
    if (!invocation.has("--out")) return failure({Fault::refused, "checkpoint needs --out FILE"});
    if (const auto marked = config::mark_state(state); !marked) return failure(marked.error());
    auto identity = exchange::agent_identity(state);
    if (!identity) return failure(identity.error());
    auto ledger = ledger::Ledger::open(state, std::move(*identity));
    if (!ledger) return failure(ledger.error());
    const auto document = ledger->checkpoint();
    if (!document) return failure(document.error());
    const auto kept = replace_file(invocation.value("--out"), *document, 0644);
    return kept ? print(invocation.value("--out") + "\n") : failure(kept.error());
}

int run_ledger(const Invocation& invocation) {
    const auto state = record_directory_of(invocation);
    if (!state) return failure(state.error());
    const auto& what = invocation.positionals().front();
    const auto directory = ledger::directory_in(*state);
    if (what == "show") return show(invocation, directory);
    if (what == "checkpoint") return checkpoint(invocation, *state);
    if (what != "verify" && what != "export")
        return failure({Fault::refused, "expected show, verify, export or checkpoint, not \"" +
                                            printable(what) + "\""});
    const auto against = against_of(invocation, *state);
    if (!against) return failure(against.error());
    return what == "verify" ? verify(*against, directory)
                            : export_ledger(invocation, *state, *against);
}

constexpr Option options[] = {
    {.name = "--kind",
     .value = "KIND",
     .help = "show: entries of this kind alone",
     .complete = ledger::kind_words},
    {.name = "--checkpoint",
     .value = "FILE",
     .help = "verify, export: against this checkpoint, which was kept elsewhere",
     .complete = "file"},
    {.name = "--html",
     .value = {},
     .help = "export: a page for people, with the verdict of verify on top"},
    {.name = "--out",
     .value = "FILE",
     .help = "checkpoint, export: write it there",
     .complete = "file"},
    lang_option,
};

}  // namespace

const Command ledger_command{
    .name = "ledger",
    .summary = "what this agent did: show it, verify it",
    .description =
        "Every request, decision, run and bundle is one line that holds the hash of the line "
        "before. show prints them, verify names the first that was altered, removed, added or "
        "moved, and checkpoint writes a signed document of all there is now: kept elsewhere, it "
        "also tells a ledger that was rewritten as a whole. export gives the lines as they are, or "
        "with --html a page for people: what was asked, granted, run and sent, day by day.",
    .example =
        "safr-diag ledger show\n"
        "safr-diag ledger verify\n"
        "safr-diag ledger export --html --out /tmp/ledger.html\n"
        "safr-diag ledger checkpoint --out /media/usb/ledger.checkpoint",
    .options = options,
    .positional = {.name = "WHAT",
                   .least = 1,
                   .most = 1,
                   .complete = "show verify export checkpoint"},
    .run = run_ledger};

}  // namespace diag::commands
