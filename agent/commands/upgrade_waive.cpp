// SPDX-License-Identifier: Apache-2.0
// Conditions that somebody at the site sets aside, by name.
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "agent/commands/asking.hpp"
#include "agent/commands/command_here.hpp"
#include "agent/commands/record.hpp"
#include "agent/commands/setting.hpp"
#include "agent/commands/upgrade.hpp"
#include "agent/config/state_version.hpp"
#include "agent/upgrade/conditions.hpp"
#include "agent/upgrade/waivers.hpp"
#include "platform/digest.hpp"
#include "platform/layout.hpp"
#include "platform/minute_text.hpp"
#include "platform/nearest.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::commands {
namespace {

constexpr std::size_t longest_reason = 2'000;
constexpr std::size_t longest_name = 200;

Result<std::string> condition_meant(const Invocation& invocation) {
    const auto names = upgrade::condition_names();
    std::string all;
    for (const auto name : names) all += (all.empty() ? "" : ", ") + std::string(name);
    const auto& words = invocation.positionals();
    if (words.size() < 2) return Error{Fault::refused, "which condition? There are " + all};
    if (std::ranges::find(names, words[1]) != names.end()) return words[1];
    const auto meant = nearest(words[1], names);
    return Error{Fault::refused,
                 "there is no condition '" + printable(words[1]) + "'" +
                     (meant.empty() ? "." : "; did you mean '" + std::string(meant) + "'?") +
                     " There are " + all};
}

/// A person, as the account or --by tells; root alone is nobody's name.
Result<std::string> who_answers(const Invocation& invocation) {
    if (::geteuid() != 0)
        return Error{Fault::denied,
                     "an administrator of this server sets conditions aside: root, by sudo"};
    const auto by = invocation.value("--by");
    if (invocation.has("--by") && !upgrade::is_line(by, longest_name))
        return Error{Fault::refused, "--by: expected a name of at most 200 bytes on one line"};
    const auto account = who_decides();
    if (!by.empty()) return by + ", " + account;
    if (is_person(std::getenv("SUDO_USER"), std::getenv("SUDO_UID"))) return account;
    return Error{Fault::refused,
                 "who answers for it? The account root names nobody: say it with --by NAME"};
}

Result<upgrade::Waiver> waiver_from(const Invocation& invocation, Time now) {
    const auto condition = condition_meant(invocation);
    const auto version = version_wanted(invocation);
    const auto who = who_answers(invocation);
    const auto span = duration_from(invocation.value("--for", "4h"));
    const auto reason = invocation.value("--reason");
    if (!condition) return condition.error();
    if (!version) return version.error();
    if (!upgrade::is_line(reason, longest_reason))
        return Error{Fault::refused,
                     "why? Say it with --reason \"...\": one line of at most 2000 bytes"};
    if (!span || *span > upgrade::longest_waiver || *span < std::chrono::minutes{1})
        return Error{Fault::refused, "--for: expected a span from 1m to 7d, such as 4h"};
    if (!who) return who.error();
    return upgrade::Waiver{{uuid_v7(now), *condition, *who, reason}, *version, now, now + *span};
}

Result<> on_record(const std::filesystem::path& state, const upgrade::Waiver& waiver,
                   std::string_view what) {
    return record(state, ledger::Kind::waiver,
                  {{"state", what},
                   {"waiver", waiver.what.waiver},
                   {"condition", waiver.what.condition},
                   {"version", waiver.to.text()},
                   {"who", what == "given" ? waiver.what.by : who_decides()},
                   {"why", waiver.what.reason},
                   {"until", to_text(waiver.until)}});
}

int withdraw(const Invocation& invocation, const std::filesystem::path& state,
             const upgrade::Waivers& waivers) {
    if (::geteuid() != 0)
        return failure({Fault::denied, "an administrator of this server takes waivers back"});
    const auto removed = waivers.remove(invocation.value("--withdraw"));
    if (!removed) return failure(removed.error());
    if (const auto said = on_record(state, *removed, "withdrawn"); !said)
        return failure(said.error());
    return print("Taken back: " + removed->what.condition + ", " + removed->what.waiver + "\n");
}

json::value json_of(const std::vector<upgrade::Waiver>& all) {
    json::array list;
    for (const auto& each : all)
        list.push_back({{"id", each.what.waiver},
                        {"condition", each.what.condition},
                        {"to", each.to.text()},
                        {"by", each.what.by},
                        {"reason", each.what.reason},
                        {"until", to_text(each.until)}});
    return list;
}

std::string table_of(const std::vector<upgrade::Waiver>& all) {
    if (all.empty()) return "No condition is set aside.\n";
    std::vector<TableRow> rows{{"ID", "CONDITION", "TO", "UNTIL", "BY", "REASON"}};
    for (const auto& each : all)
        rows.push_back({each.what.waiver, each.what.condition, each.to.text(),
                        minute_text(each.until), printable(each.what.by),
                        printable(each.what.reason)});
    return table(rows, 0, terminal_width(STDOUT_FILENO));
}

}  // namespace

bool is_person(const char* account, const char* uid) {
    const std::string_view name = account ? account : "", number = uid ? uid : "";
    return !name.empty() && name != "root" && number.find_first_not_of('0') != number.npos;
}

int upgrade_waive(const Invocation& invocation, const std::filesystem::path& state) {
    if (const auto marked = config::mark_state(state); !marked) return failure(marked.error());
    const auto waivers = upgrade::Waivers::open(state);
    if (!waivers) return failure(waivers.error());
    if (invocation.has("--withdraw")) return withdraw(invocation, state, *waivers);
    const auto waiver = waiver_from(invocation, system_clock().now());
    if (!waiver) return failure(waiver.error());
    if (const auto said = on_record(state, *waiver, "given"); !said) return failure(said.error());
    if (const auto kept = waivers->add(*waiver); !kept) return failure(kept.error());
    return print("Set aside for SAFR " + waiver->to.text() + " until " +
                 minute_text(waiver->until) + ": " + waiver->what.condition +
                 ". It stays on record, in the permit and in reports.\nTake it back with: " +
                 command_here("safr-diag upgrade waive --withdraw " + waiver->what.waiver) + "\n");
}

int upgrade_waivers(const Invocation& invocation, const std::filesystem::path& state) {
    if (const auto marked = config::mark_state(state); !marked) return failure(marked.error());
    const auto waivers = upgrade::Waivers::open(state);
    if (!waivers) return failure(waivers.error());
    const auto all = waivers->in_force(system_clock().now());
    if (!all) return failure(all.error());
    return print(invocation.has("--json") ? json::write_pretty(json_of(*all)) : table_of(*all));
}

}  // namespace diag::commands
