// SPDX-License-Identifier: Apache-2.0
// What is redacted here beside what every site has: shown, and packs of the desk added.
#include <unistd.h>

#include <algorithm>

#include "agent/commands/asking.hpp"
#include "agent/commands/commands.hpp"
#include "agent/commands/desk_line.hpp"
#include "agent/commands/record.hpp"
#include "agent/commands/rules_here.hpp"
#include "agent/commands/setting.hpp"
#include "agent/config/state_version.hpp"
#include "agent/rules/packs.hpp"
#include "platform/files.hpp"
#include "platform/layout.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

namespace fs = std::filesystem;

std::string as_table(const rules::InForce& all, const fs::path& folder) {
    if (all.sources.empty())
        return "No rules beside those that are built in; " + folder.native() +
               " is where they would stand.\n";
    std::vector<TableRow> rows{{"FAMILIES", "WORDS", "EXCEPTIONS", "VERSION", "FROM"}};
    for (const auto& each : all.sources)
        rows.push_back({std::to_string(each.families), std::to_string(each.words),
                        std::to_string(each.exceptions),
                        each.version == 0 ? "" : std::to_string(each.version),
                        each.version == 0 ? printable(each.name) : "pack " + each.name});
    return table(rows, 0, terminal_width(STDOUT_FILENO));
}

json::value as_json(const rules::InForce& all, const fs::path& folder) {
    json::array sources;
    for (const auto& each : all.sources) {
        json::object source{
            {"families", each.families}, {"words", each.words}, {"exceptions", each.exceptions}};
        source[each.version == 0 ? "file" : "pack"] = printable(each.name);
        if (each.version != 0) source["version"] = each.version;
        sources.push_back(std::move(source));
    }
    return json::object{{"folder", folder.native()}, {"sources", std::move(sources)}};
}

int list(const Invocation& invocation) {
    const auto config = config_of(invocation);
    if (!config) return failure(config.error());
    const auto all = rules_here(invocation, *config);
    if (!all) return failure(all.error());
    const auto folder = rules_folder(*config);
    return print(invocation.has("--json") ? json::write_pretty(as_json(*all, folder))
                                          : as_table(*all, folder));
}

/// On the ledger, then in force: only where it fits to what holds already.
Result<rules::Pack> added(const Invocation& invocation, const fs::path& state,
                          const std::string& file) {
    const auto config = config_of(invocation);
    if (!config) return config.error();
    const auto trust = desk_believed(state);
    if (!trust) return trust.error();
    const auto document = system_files().read(file, rules::largest_pack);
    if (!document) return document.error();
    auto pack = rules::opened_pack(*document, *trust, system_clock().now());
    if (!pack) return Error{Fault::malformed, file + ": " + pack.error().what};
    auto all = rules::written_rules(rules_folder(*config));
    if (!all) return all.error();
    all->entries.insert(all->entries.end(), pack->entries.begin(), pack->entries.end());
    // One that is damaged says nothing here; may_follow() refuses what would replace it.
    if (const auto others = rules::packs_in(state))
        for (const auto& other : *others)
            if (other.name != pack->name)
                all->entries.insert(all->entries.end(), other.entries.begin(), other.entries.end());
    if (const auto odd = rules::contradictions(all->entries); !odd.empty())
        return Error{Fault::malformed, joined(odd, "\n")};
    if (const auto fine = rules::may_follow(state, *pack); !fine) return fine.error();
    const auto said = record(state, ledger::Kind::rules,
                             {{"pack", pack->name},
                              {"version", pack->version},
                              {"signers", json::array(pack->signers.begin(), pack->signers.end())},
                              {"who", who_decides()},
                              {"why", "added"}});
    if (!said) return said.error();
    if (const auto kept = rules::add_pack(state, *pack, *document); !kept) return kept.error();
    return pack;
}

int add(const Invocation& invocation, const fs::path& state, const std::string& file) {
    const auto pack = added(invocation, state, file);
    if (!pack) return failure_of_document(pack.error());
    return print("Version " + std::to_string(pack->version) + " of the pack " + pack->name +
                 ", signed by " + joined(pack->signers) +
                 ", holds from now on: " + std::to_string(pack->entries.size()) + " rules.\n" +
                 "The pack's name and version stand readable in every bundle: anybody who sees one "
                 "can read them.\n");
}

int remove(const fs::path& state, const std::string& name) {
    const auto packs = rules::packs_in(state);
    const bool known = packs && std::any_of(packs->begin(), packs->end(),
                                            [&](const auto& each) { return each.name == name; });
    // One that is damaged cannot be read, and is what somebody may want to be rid of.
    if (packs && !known)
        return failure({Fault::absent, "no rule pack " + printable(name) + " is in force"});
    const auto said = record(state, ledger::Kind::rules,
                             {{"pack", name}, {"who", who_decides()}, {"why", "taken out"}});
    if (!said) return failure(said.error());
    if (const auto gone = rules::remove_pack(state, name); !gone) return failure(gone.error());
    return print("The pack " + printable(name) + " holds no more.\n");
}

int run_rules(const Invocation& invocation) {
    const auto& words = invocation.positionals();
    if (words.front() == "list" && words.size() == 1) return list(invocation);
    const bool is_change =
        words.size() == 2 && (words.front() == "add" || words.front() == "remove");
    if (!is_change) return failure({Fault::refused, "expected list, add FILE or remove NAME"});
    const auto state = record_directory_of(invocation);
    if (!state) return failure(state.error());
    if (const auto marked = config::mark_state(*state); !marked) return failure(marked.error());
    return words.front() == "add" ? add(invocation, *state, words[1]) : remove(*state, words[1]);
}

}  // namespace

const Command rules_command{
    .name = "rules",
    .summary = "what is redacted here beside what every site has",
    .description =
        "list shows what redaction.d beside the configuration and the packs of the desk add, and "
        "how much. add takes over a pack (*.safrrules) that an engineer of the desk this site "
        "believes has signed. A pack only adds: it cannot let anything stay, its version only "
        "rises, and a newer version has every rule of the one before. remove takes one out.\n\n"
        "A rule that is wrong, contradicts another or cannot be read makes every run end before it "
        "looks at anything, with exit code 65 and the name of file and entry: nothing is redacted "
        "by fewer rules than were written.",
    .example =
        "safr-diag rules list\n"
        "safr-diag rules add safr-2026.safrrules\n"
        "safr-diag rules remove safr-2026",
    .options = {},
    .positional = {.name = "WHAT", .least = 1, .most = 2, .complete = "list add remove"},
    .run = run_rules};

}  // namespace diag::commands
