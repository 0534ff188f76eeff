// SPDX-License-Identifier: Apache-2.0
#include "collectors/mongo/gather.hpp"

#include <algorithm>
#include <set>

#include "collectors/mongo/daemons.hpp"
#include "collectors/mongo/history.hpp"
#include "collectors/mongo/interview.hpp"
#include "platform/disposable.hpp"
#include "platform/text.hpp"

namespace diag::mongo {
namespace {

constexpr std::size_t history_limit = 512 << 10;
constexpr std::size_t interview_limit = 4 << 20;
constexpr std::size_t children_at_once = 8;
constexpr std::size_t most_records =
    400;  // files of diagnostic.data: 200 MB of 10 MB each, and room
constexpr milliseconds file_patience{2000};

// For connecting and each answer; a healthy mongod needs milliseconds.
constexpr milliseconds answer_patience{3000};
constexpr milliseconds brief_answer_patience{1000};

struct Node {
    Target target;
    std::string outcome;        ///< what conduct() returned
    std::optional<Error> lost;  ///< or why it returned nothing
};

struct Tour {
    World& world;
    Sink& sink;
    Evidence given;  ///< a copy, to remember from
    std::vector<Daemon> daemons;
    std::vector<Daemon> ours;  ///< those of users who may have an account shown to their processes
    std::vector<Node> nodes;
    std::size_t left_out = 0;

    void give(std::string name, Result<std::string> value) {
        given.insert_or_assign(name, value);
        sink.give(std::move(name), std::move(value));
    }
};

void give_run(Tour& tour) {
    const auto& scope = tour.world.scope;
    tour.give("run", json::write({{"time", tour.world.clock.now().time_since_epoch().count()},
                                  {"brief", scope.brief},
                                  {"site", scope.site.known},
                                  {"runs", !scope.site.processes.empty()},
                                  {"role", scope.site.role},
                                  {"daemons", tour.daemons.size()},
                                  {"account", account_of(scope) != nullptr},
                                  {"left_out", tour.left_out}}));
}

void find_daemons(Tour& tour) {
    for (auto& found : daemons_of(tour.world)) {
        const auto& [process, settings] = found.daemon;
        json::object told;
        if (!found.unread.empty()) told["config_unread"] = found.unread;
        for (const auto& [name, value] : settings) told[name] = value;
        json::array listeners;
        for (const auto& [address, port] : process->listeners)
            listeners.push_back(json::object{{"address", address}, {"port", port}});
        tour.give("daemon." + std::to_string(tour.daemons.size()),
                  json::write({{"pid", process->pid},
                               {"user", process->user},
                               {"settings", std::move(told)},
                               {"listeners", std::move(listeners)}}));
        tour.daemons.push_back(std::move(found.daemon));
    }
    tour.ours = believed_among(tour.world, tour.daemons);
}

/// Adds a node unless it is known by this address, or by this name.
void add(Tour& tour, Target target) {
    const auto address = target.address();
    for (const auto& node : tour.nodes)
        if (node.target.address() == address || node.target.name == address) return;
    if (tour.nodes.size() >= most_nodes) {
        ++tour.left_out;
        return;
    }
    tour.nodes.push_back({std::move(target), {}, {}});
}

/// What it may take beyond connecting, TLS that had to be tried, and a name service is the wait
/// between two readings, and answers that come, but slowly.
milliseconds whole_of_interview(const Scope& scope, milliseconds each, bool only_hello) {
    return each * 4 +
           (scope.brief || only_hello ? milliseconds{0} : scope.sampling + milliseconds{4000});
}

Interview plan_for(const Tour& tour, const Target& target, bool only_hello) {
    const auto& scope = tour.world.scope;
    const auto each = scope.brief ? brief_answer_patience : answer_patience;
    return {.target = target,
            .account = account_of(scope),
            .vouched_for = is_vouched_for(target, scope, tour.ours),
            .ca_file = scope.mongo.ca_file,
            .brief = scope.brief,
            .only_hello = only_hello,
            .patience = each,
            .whole = whole_of_interview(scope, each, only_hello),
            .sampling = scope.sampling};
}

/// Asks those for whom `which` holds, all at once.
void ask(Tour& tour, bool only_hello, const std::function<bool(const Node&)>& which) {
    std::vector<Question> questions;
    std::vector<Node*> whose;
    for (auto& node : tour.nodes) {
        if (!which(node)) continue;
        questions.push_back([plan = plan_for(tour, node.target, only_hello),
                             &clock = tour.world.clock] { return conduct(plan, clock); });
        whose.push_back(&node);
    }
    const auto whole = plan_for(tour, {}, only_hello).whole;
    auto outcomes = in_disposable_children(questions, interview_limit, whole, children_at_once);
    for (std::size_t i = 0; i < whose.size(); ++i) {
        if (outcomes[i]) {
            whose[i]->outcome = std::move(*outcomes[i]);
            whose[i]->lost.reset();
        } else {
            whose[i]->lost = outcomes[i].error();
        }
    }
}

/// The text of an answer, empty when there is none.
std::string answer_in(const Node& node, std::string_view name) {
    const auto outcome = json::parse(node.outcome);
    if (!outcome) return {};
    for (const auto& answer : json::list_at(*outcome, "answers"))
        if (json::text_at(answer, "name") == name)
            return json::text_at(answer, "text").value_or("");
    return {};
}

/// What the seeds said of themselves: their names, and who else there is.
void learn(Tour& tour) {
    std::vector<Target> announced;
    std::set<std::string> names;
    std::vector<Node> kept;
    for (auto& node : tour.nodes) {
        const auto hello = answer_in(node, "hello");
        if (const auto document = json::parse(hello))
            node.target.name = json::text_at(*document, "me").value_or("");
        if (const auto outcome = json::parse(node.outcome))
            node.target.tls = json::flag_at(*outcome, "tls").value_or(node.target.tls);
        for (const auto& host : announced_in(hello))
            if (auto target = target_from(host, "announced")) {
                target->tls = node.target.tls;
                target->name = host;
                announced.push_back(std::move(*target));
            }
        // The same node by two addresses is asked once.
        if (node.target.name.empty() || names.insert(node.target.name).second)
            kept.push_back(std::move(node));
    }
    tour.nodes = std::move(kept);
    for (auto& target : announced) add(tour, std::move(target));
}

void ask_all(Tour& tour) {
    for (auto& seed : seeds_of(tour.world.scope, tour.daemons)) add(tour, std::move(seed));
    if (tour.nodes.empty()) return;
    if (auto there = ready(); !there) {
        tour.give("library", there.error());
        tour.nodes.clear();
        return;
    }
    tour.sink.doing("who belongs to the set");
    ask(tour, true, [](const Node&) { return true; });
    learn(tour);
    tour.sink.doing("state of " + std::to_string(tour.nodes.size()) + " nodes");
    // A seed that did not say hello is not asked for more.
    ask(tour, false, [](const Node& node) {
        return node.outcome.empty() ? !node.lost : !answer_in(node, "hello").empty();
    });
}

void give_answers(Tour& tour, const Node& node, const std::string& id, json::object& entry) {
    const auto outcome = json::parse(node.outcome);
    if (node.lost || !outcome) {
        tour.give("node." + id + ".hello",
                  node.lost ? *node.lost : Error{Fault::bug, "the interview gave nothing"});
        return;
    }
    entry["tls"] = json::flag_at(*outcome, "tls").value_or(false);
    entry["login"] = json::text_at(*outcome, "login").value_or("untried");
    json::object times;
    for (const auto& answer : json::list_at(*outcome, "answers")) {
        const auto name = json::text_at(answer, "name").value_or("");
        times[name] = json::array{json::integer_at(answer, "at").value_or(0),
                                  json::integer_at(answer, "took").value_or(0)};
        if (auto text = json::text_at(answer, "text"))
            tour.give("node." + id + "." + name, std::move(*text));
        else
            tour.give("node." + id + "." + name,
                      Error{fault_named(json::text_at(answer, "fault").value_or("")),
                            json::text_at(answer, "what").value_or("")});
    }
    entry["times"] = std::move(times);
}

void give_nodes(Tour& tour) {
    json::array entries;
    json::object kinds;
    const auto classify = [&](const std::string& name) {
        if (const auto target = target_from(name, "")) kinds[name] = kind_of_host(target->host);
    };
    for (std::size_t i = 0; i < tour.nodes.size(); ++i) {
        const auto& node = tour.nodes[i];
        const auto id = std::to_string(i);
        json::object entry{{"id", id},
                           {"address", node.target.address()},
                           {"name", node.target.name},
                           {"source", node.target.source}};
        if (account_of(tour.world.scope))
            entry["vouched"] = is_vouched_for(node.target, tour.world.scope, tour.ours);
        give_answers(tour, node, id, entry);
        for (const auto& name : announced_in(answer_in(node, "hello"))) classify(name);
        entries.push_back(std::move(entry));
    }
    tour.give("nodes", json::write(entries));
    tour.give("hosts", json::write(kinds));
}

/// mongod's own records are binary, which no bundle takes; that they exist is worth knowing.
void give_records(Tour& tour) {
    for (std::size_t i = 0; i < tour.daemons.size(); ++i) {
        const auto& daemon = tour.daemons[i];
        const auto path = daemon.settings.find("storage.dbPath");
        if (path == daemon.settings.end()) continue;
        const auto folder = absolute(path->second, *daemon.process) + "/diagnostic.data";
        const auto walk = tour.world.paths.walk(folder, most_records, file_patience);
        Result<std::string> found = Error{Fault::absent, folder + ": not there"};
        if (walk) {
            std::uint64_t bytes = 0;
            Time newest{};
            for (const auto& entry : walk->entries) {
                bytes += entry.bytes;
                newest = std::max(newest, entry.modified);
            }
            found = json::write({{"folder", folder},
                                 {"files", walk->entries.size()},
                                 {"bytes", bytes},
                                 {"newest", newest.time_since_epoch().count()}});
        } else {
            found = walk.error();
        }
        tour.give("diagnostic." + std::to_string(i), std::move(found));
    }
}

void give_backup(Tour& tour) {
    const auto walk =
        tour.world.paths.walk(tour.world.scope.backup_root, most_records, file_patience);
    if (!walk) return tour.give("backup", walk.error());
    Time newest{};
    for (const auto& entry : walk->entries)
        if (entry.path.find("SAFR-backup") != std::string::npos)
            newest = std::max(newest, entry.modified);
    tour.give("backup", json::write({{"newest", newest.time_since_epoch().count()}}));
}

}  // namespace

void gather(World& world, Sink& sink) {
    Tour tour{world, sink, {}, {}, {}, {}};
    find_daemons(tour);
    ask_all(tour);
    give_run(tour);
    give_nodes(tour);
    if (!world.scope.brief) {
        give_records(tour);
        give_backup(tour);
    }
    tour.give("history", std::string(newest_lines(world.scope.past, history_limit)));
    if (auto line = moment_of(tour.given)) sink.give("remember", std::move(*line));
}

}  // namespace diag::mongo
