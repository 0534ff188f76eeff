// SPDX-License-Identifier: Apache-2.0
// Was SAFR Cloud there, whose fault was it where it was not, and what can be claimed for it?
#include <filesystem>

#include "agent/availability/evidence.hpp"
#include "agent/availability/samples.hpp"
#include "agent/commands/asking.hpp"
#include "agent/commands/cloud_claim.hpp"
#include "agent/commands/cloud_sample.hpp"
#include "agent/commands/cloud_words.hpp"
#include "agent/commands/commands.hpp"
#include "agent/commands/record.hpp"
#include "agent/commands/run_options.hpp"
#include "agent/commands/setting.hpp"
#include "agent/config/state_version.hpp"
#include "agent/exchange/output_file.hpp"
#include "platform/layout.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::commands {
namespace {

namespace fs = std::filesystem;

Result<availability::Account> account_for(const Invocation& invocation,
                                          const config::Config& config, const fs::path& state) {
    const auto now = system_clock().now();
    const auto wanted = invocation.value("--month");
    const auto month =
        availability::month_from(wanted.empty() ? availability::month_before(now) : wanted);
    if (!month) return Error{month.error().fault, "--month: " + month.error().what};
    const auto samples = availability::all_samples(state);
    if (!samples) return samples.error();
    auto account = availability::account_of(*month, *samples, planned_in(config), now);
    account.site = config.site.name;
    account.settings = config.cloud;
    account.sampling = config.availability.sample;
    return account;
}

Result<> write_signed(const availability::Account& account, const fs::path& state,
                      const fs::path& file) {
    if (const auto marked = config::mark_state(state); !marked) return marked.error();
    const auto identity = exchange::agent_identity(state);
    if (!identity) return identity.error();
    const auto document = availability::signed_account(account, *identity);
    if (!document) return document.error();
    const auto said =
        record(state, ledger::Kind::exported, {{"file", file.native()}, {"who", who_decides()}});
    if (!said) return said;
    auto output = exchange::OutputFile::create(file.parent_path(), file.filename().native());
    if (!output) return output.error();
    if (const auto put = output->write(*document); !put) return put.error();
    const auto whole = output->commit();
    if (!whole) return whole.error();
    return {};
}

int report_month(const Invocation& invocation, const config::Config& config) {
    const auto language = language_of(invocation, config);
    if (!language) return failure(language.error());
    const auto state = record_directory_of(invocation);
    if (!state) return failure(state.error());
    const auto account = account_for(invocation, config, *state);
    if (!account) return failure(account.error());
    if (account->window.from >= account->window.until)
        return failure({Fault::denied, "--month: " + account->month.name + " has not begun yet"});
    const report::Voice voice(report::Knowledge::builtin(), *language);
    const auto said = print(invocation.has("--json") ? json::write_pretty(to_json(*account, false))
                                                     : month_text(*account, voice));
    if (said != exit_code::done || !invocation.has("--out")) return said;
    const auto file = fs::absolute(invocation.value("--out"));
    std::error_code unknown;
    if (fs::exists(fs::symlink_status(file, unknown)))
        return failure({Fault::malformed, file.native() + " is there already"});
    const auto written = write_signed(*account, *state, file);
    if (!written) return failure(written.error());
    return invocation.has("--json") ? exit_code::done : print("\n" + file.native() + "\n");
}

int run_cloud(const Invocation& invocation) {
    const auto config = config_of(invocation);
    if (!config) return failure(config.error());
    const auto& what = invocation.positionals().front();
    if (what == "report") return report_month(invocation, *config);
    if (what == "sample") return sample_cloud(invocation, *config);
    if (what == "tell") return tell_claim(invocation, *config);
    return failure({Fault::refused, "expected report or sample, not \"" + printable(what) + "\""});
}

constexpr Option options[] = {
    {.name = "--month",
     .value = "YYYY-MM",
     .help = "report: of this month",
     .fallback = "the last one that is over"},
    {.name = "--out",
     .value = "FILE",
     .help = "report: also as a signed document, for a claim",
     .complete = "file"},
    lang_option,
};

}  // namespace

const Command cloud_command{
    .name = "cloud",
    .summary = "was SAFR Cloud there: a month's availability, and what to claim",
    .description =
        "With cloud.sample = true the service asks SAFR Cloud once a minute. report makes a month "
        "of it, by this server's time zone: every outage with whose it was (the cloud's; this "
        "site's network, name service, proxy, server or agent; planned; unknown), the availability "
        "against 99.9 %, the credit that the support agreement gives and the last day to claim it. "
        "Time that was not sampled, or in which it could not be told, is never held against the "
        "cloud; how much was seen is told. --out also writes it, with the samples, as a document "
        "signed by this agent. sample "
        "asks now and says what came of it; nothing is noted.",
    .example =
        "safr-diag cloud report --month 2026-10 --lang es\n"
        "safr-diag cloud report --month 2026-10 --out /media/usb/2026-10.safrcloud\n"
        "safr-diag cloud sample",
    .options = options,
    .positional = {.name = "WHAT", .least = 1, .most = 1, .complete = "report sample"},
    .run = run_cloud,
    .exits = "0 done\n65 the month is none, or --out is there already\n77 it has not begun yet"};

}  // namespace diag::commands
