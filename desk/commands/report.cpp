// SPDX-License-Identifier: Apache-2.0
// Opened bundles of several nodes, told in one report with one time.
#include <algorithm>
#include <filesystem>

#include "agent/report/language.hpp"
#include "desk/commands/clock_evidence.hpp"
#include "desk/commands/commands.hpp"
#include "desk/commands/keys.hpp"
#include "desk/commands/saying.hpp"
#include "platform/files.hpp"
#include "platform/layout.hpp"
#include "platform/log.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"

namespace diag::desk {
namespace {

namespace fs = std::filesystem;
using report::Joint;
using report::JointNode;

struct Places {
    fs::path page, data;
};

/// FILE.html and FILE.json, neither of which may be there.
Result<Places> places_of(const Invocation& invocation) {
    const fs::path page = invocation.value("--out");
    if (page.extension() != ".html")
        return Error{Fault::refused, "--out: the page is a *.html, and its data a *.json beside"};
    auto data = page;
    data.replace_extension(".json");
    for (const auto& file : {page, data})
        if (const auto free = not_there_yet(file); !free) return free.error();
    return Places{page, data};
}

/// Relative to the joint page where the other lies beside or below it: no link climbs.
std::string page_beside(const fs::path& page, const fs::path& directory) {
    std::error_code unknown;
    const auto from = fs::weakly_canonical(fs::absolute(page, unknown).parent_path(), unknown);
    const auto to = fs::weakly_canonical(fs::absolute(directory, unknown), unknown);
    const auto relative = (to / "report.html").lexically_relative(from);
    return relative.empty() || *relative.begin() == ".." ? std::string() : relative.native();
}

JointNode node_of(const OpenedBundle& bundle) {
    const auto& manifest = bundle.manifest;
    JointNode node;
    node.agent = manifest.agent_id;
    node.host = host_of(bundle);
    node.role = role_of(bundle);
    node.database = database_of(bundle);
    node.story.bundle_id = manifest.bundle_id;
    node.story.agent_version = manifest.agent_version;
    node.story.server = bundle.server;
    node.story.created = manifest.created;
    node.story.since = manifest.since;
    node.story.until = manifest.until;
    node.story.notes = bundle.notes;
    if (node.story.notes.number.empty()) node.story.notes.number = manifest.case_number;
    for (const auto& outcome : manifest.outcomes) {
        const auto judged = bundle.judgements.find(outcome.collector);
        node.story.chapters.push_back(
            {outcome.collector, outcome,
             judged == bundle.judgements.end() ? Judgement{} : judged->second});
    }
    return node;
}

Result<std::vector<OpenedBundle>> opened_bundles(const std::vector<std::string>& directories) {
    std::vector<OpenedBundle> bundles;
    for (const auto& directory : directories) {
        auto bundle = opened_bundle(directory);
        if (!bundle) return bundle.error();
        const auto same = [&](const OpenedBundle& other) {
            return other.manifest.bundle_id == bundle->manifest.bundle_id;
        };
        if (std::ranges::any_of(bundles, same))
            return Error{Fault::refused, directory + " is a bundle that was named before"};
        bundles.push_back(std::move(*bundle));
    }
    return bundles;
}

void warn_of_cases(const std::vector<OpenedBundle>& bundles) {
    const auto& first = bundles.front().manifest.case_number;
    for (const auto& each : bundles)
        if (each.manifest.case_number != first)
            return log::warning("these bundles are not all of one case: " + printable(first) +
                                " and " + printable(each.manifest.case_number));
}

/// What the desk knows; nothing where it was not to be asked.
Result<std::vector<DeskWord>> desk_words(const Invocation& invocation,
                                         const std::vector<OpenedBundle>& bundles) {
    if (!invocation.has("--desk") && !invocation.has("--url")) return std::vector<DeskWord>{};
    const auto home = desk_asked_for(invocation);
    if (!home) return home.error();
    const auto server = desk_server(invocation, *home);
    if (!server) return server.error();
    std::vector<std::string> ids;
    for (const auto& bundle : bundles) ids.push_back(bundle.manifest.bundle_id);
    return words_of_desk(**server, ids);
}

Joint joint_of(const Invocation& invocation, const std::vector<OpenedBundle>& bundles,
               const std::vector<DeskWord>& words, const fs::path& page) {
    Joint joint{.made = system_clock().now(), .made_by = DIAG_VERSION, .nodes = {}};
    joint.desk_asked = !words.empty();
    for (std::size_t i = 0; i < bundles.size(); ++i) {
        auto node = node_of(bundles[i]);
        node.page = page_beside(page, invocation.positionals()[i]);
        if (!words.empty()) node.receipt = words[i].receipt;
        joint.nodes.push_back(std::move(node));
    }
    report::correlate(joint, clock_bounds(joint, bundles, words));
    return joint;
}

std::string as_text(const Joint& joint, report::Language language, const Places& places) {
    const report::Voice voice(report::Knowledge::builtin(), language);
    std::vector<TableRow> rows;
    for (std::size_t i = 0; i < joint.nodes.size(); ++i)
        rows.push_back({report::letter_of(i), printable(name_of(joint.nodes[i])),
                        printable(joint.nodes[i].role), joint.nodes[i].database,
                        report::clock_words(voice, joint.clocks[i])});
    const auto shared = report::shared_findings(joint);
    const auto several = std::ranges::count_if(shared, [](const report::Shared& each) {
        return std::ranges::any_of(
            each.seen, [&](const report::Seen& one) { return one.node != each.seen.front().node; });
    });
    return table(rows, 0, terminal_width(1)) + std::to_string(shared.size()) + " findings, " +
           std::to_string(several) + " of them on several nodes\n" + places.data.native() + "\n" +
           places.page.native() + "\n";
}

int run_report(const Invocation& invocation) {
    auto language = std::optional(report::language_of_environment());
    if (invocation.has("--lang")) language = report::language_named(invocation.value("--lang"));
    if (!language) return usage("--lang takes en, es or pt");
    if (!invocation.has("--out")) return usage("report needs --out FILE.html");
    const auto places = places_of(invocation);
    if (!places) return failure(places.error());
    const auto bundles = opened_bundles(invocation.positionals());
    if (!bundles) return failure(bundles.error());
    warn_of_cases(*bundles);
    const auto words = desk_words(invocation, *bundles);
    if (!words) return server_failure(words.error());
    const auto joint = joint_of(invocation, *bundles, *words, places->page);
    const auto& knowledge = report::Knowledge::builtin();
    const auto data = json::write_pretty(report::joint_json(joint, knowledge));
    if (const auto kept = replace_file(places->data, data); !kept) return failure(kept.error());
    const auto page = replace_file(places->page, report::joint_html(joint, knowledge, *language));
    if (!page) return failure(page.error());
    return print(invocation.has("--json") ? data : as_text(joint, *language, *places));
}

constexpr Option options[] = {
    {.name = "--out",
     .value = "FILE.html",
     .help = "where the page goes; its data goes into FILE.json",
     .complete = "file"},
    {.name = "--lang",
     .value = "LANG",
     .help = "language of the page: en, es, pt; default: as the environment says",
     .complete = "en es pt"},
    url_option,
    {.name = "--desk",
     .value = "DIR",
     .help = "asks this desk's server when each bundle was asked for and came: the clocks of nodes "
             "are told against its own",
     .complete = "directory"},
    key_option,
    certificate_option,
    passphrase_option,
};

}  // namespace

const Command report_command{
    .name = "report",
    .summary = "one report over the opened bundles of several nodes",
    .description =
        "Takes opened bundles of one case and tells them as one: which node is which, every "
        "finding once with the nodes that have it, what was examined where, and one timeline. "
        "Times are corrected by how far each node's clock is off, as far as evidence bounds it: "
        "when the desk asked and got the bundle (with --desk), what the members of a replica set "
        "say of each other's clocks, and time daemons. Where none does, it says so and leaves "
        "times as they were told. Names are stand-ins that differ from node to node, so nothing "
        "is matched by name.",
    .example =
        "safr-desk report primary redundant-1 redundant-2 --out case.html --desk /srv/desk\n"
        "safr-desk report a b --out ab.html --lang es",
    .options = options,
    .positional = {.name = "DIR", .least = 1, .most = 32, .complete = "directory"},
    .run = run_report};

}  // namespace diag::desk
