// SPDX-License-Identifier: Apache-2.0
#include "desk/commands/request_several.hpp"

#include <algorithm>
#include <filesystem>

#include "desk/commands/agent_meant.hpp"
#include "desk/commands/desk_server.hpp"
#include "desk/commands/group.hpp"
#include "desk/commands/next.hpp"
#include "desk/commands/posting.hpp"
#include "desk/commands/readying.hpp"
#include "desk/commands/saying.hpp"
#include "desk/shelf.hpp"
#include "platform/layout.hpp"
#include "platform/log.hpp"
#include "platform/terminal.hpp"

namespace diag::desk {
namespace {

namespace fs = std::filesystem;
using exchange::Request;

/// A request each is signed and posted one after another; a fleet is not asked by one command.
constexpr std::size_t most_agents = 64;

struct Sent {
    Ready ready;
    std::string file;  ///< empty: it was posted
};

/// The ids of those asked, each once. Without a server they are taken as they are typed.
Result<std::vector<std::string>> agents_asked(const Invocation& invocation, DeskServer* server) {
    const auto words = invocation.values("--agent");
    std::vector<std::string> agents;
    if (words.empty()) {
        auto of_site = agents_of_site(*server, invocation.value("--site"));
        if (!of_site) return of_site.error();
        agents = std::move(*of_site);
    }
    for (const auto& word : words) {
        const auto agent = server ? agent_meant(*server, word) : Result<std::string>(word);
        if (!agent) return agent.error();
        if (std::ranges::find(agents, *agent) == agents.end()) agents.push_back(*agent);
    }
    if (agents.size() > most_agents)
        return Error{Fault::refused, "these are " + std::to_string(agents.size()) +
                                         " agents, and one command asks " +
                                         std::to_string(most_agents) + " at most"};
    return agents;
}

Result<std::vector<Ready>> all_ready(const Invocation& invocation, const Home& home,
                                     const Request& request, Time now,
                                     const std::vector<std::string>& agents,
                                     const Signer* engineer) {
    std::vector<Ready> all;
    for (const auto& agent : agents) {
        auto one = request;
        one.agent = agent;
        // Who is asked comes from the desk's own list here, where a site may go by another name.
        if (!invocation.has("--agent")) one.site.clear();
        if (!all.empty()) one.id = sibling_of(request.id);
        auto ready = made_ready(invocation, home, std::move(one), now,
                                all.empty() ? engineer : &all.front().signer);
        if (!ready) return ready.error();
        all.push_back(std::move(*ready));
    }
    return all;
}

json::value as_json(const std::string& group, const std::vector<Sent>& sent) {
    json::array requests;
    for (const auto& each : sent) {
        auto entry = as_json(each.ready.signer, each.ready.request);
        entry[each.file.empty() ? "posted" : "file"] =
            each.file.empty() ? json::value(true) : json::value(each.file);
        requests.push_back(std::move(entry));
    }
    return json::object{{"group", group}, {"requests", std::move(requests)}};
}

std::string as_text(const Invocation& invocation, const std::string& group,
                    const std::vector<Sent>& sent) {
    const auto& signer = sent.front().ready.signer;
    std::vector<TableRow> rows;
    for (const auto& each : sent) rows.push_back({each.ready.request.id, each.ready.request.agent});
    const auto count = std::to_string(sent.size());
    const auto text = (sent.size() == 1 ? "1 request" : count + " requests") + ", signed by " +
                      signer.certificate.name() + " (" + signer.certificate.unit() + "):\n\n" +
                      table(rows, 2, terminal_width(1)) + "\nThe sites decide, until " +
                      clock_text(decided_until(sent.front().ready.request, signer)) + ".\n";
    if (sent.front().file.empty())
        return text +
               "The desk has them, and hands each over as soon as its agent is there.\n"
               "See what becomes of them with:\n\n  " +
               next_at_server(invocation, "watch " + group) + "\n";
    std::string files;
    for (const auto& each : sent) files += each.file + "\n";
    return text +
           "Anybody may carry them, by any path: they hold no secret, and each is taken by its "
           "agent alone.\n" +
           files;
}

int told(const Invocation& invocation, const std::vector<Sent>& sent) {
    if (sent.empty()) return exit_code::done;
    const auto group = group_of(sent.front().ready.request.id);
    warn_of_early_ends(sent.front().ready.request, sent.front().ready.signer);
    return print(invocation.has("--json") ? json::write_pretty(as_json(group, sent))
                                          : as_text(invocation, group, sent));
}

/// What arrived is told before what did not: it is there, and will be carried out.
int told_short(const Invocation& invocation, const std::vector<Sent>& sent, const Error& error,
               const Ready& failed, std::size_t left) {
    if (const int told_first = told(invocation, sent); told_first != exit_code::done)
        return told_first;
    return server_failure({error.fault, "of the agent " + failed.request.agent + ": " + error.what +
                                            (left > 0 ? ". The " + std::to_string(left) +
                                                            " agents after it were not asked either"
                                                      : "")});
}

int post_all(const Invocation& invocation, const Home& home, const Request& request, Time now) {
    const auto server = desk_server(invocation, home);
    if (!server) return failure(server.error());
    const auto agents = agents_asked(invocation, server->get());
    if (!agents) return server_failure(agents.error());
    auto ready = all_ready(invocation, home, request, now, *agents, &(*server)->engineer());
    if (!ready) return failure(ready.error());
    std::vector<Sent> sent;
    for (auto& each : *ready) {
        const auto watch = next_at_server(invocation, "watch " + each.request.id);
        if (const auto done = posted(**server, each.document, watch); !done)
            return told_short(invocation, sent, done.error(), each,
                              ready->size() - sent.size() - 1);
        sent.push_back({std::move(each), {}});
    }
    return told(invocation, sent);
}

int write_all(const Invocation& invocation, const Home& home, const Request& request, Time now) {
    const fs::path directory = invocation.value("--out");
    std::unique_ptr<DeskServer> server;
    if (!invocation.has("--agent")) {
        auto reached = desk_server(invocation, home);
        if (!reached) return failure(reached.error());
        server = std::move(*reached);
    }
    const auto agents = agents_asked(invocation, server.get());
    if (!agents) return server_failure(agents.error());
    const auto file_of = [&](const std::string& agent) {
        return (directory / (folder_of(agent) + ".safrreq")).native();
    };
    std::error_code problem;
    fs::create_directory(directory, problem);
    if (problem || !fs::is_directory(directory, problem))
        return failure({Fault::refused, directory.native() +
                                            ": with several agents --out is a directory, which "
                                            "gets a file for each"});
    for (const auto& agent : *agents)
        if (const auto free = not_there_yet(file_of(agent)); !free) return failure(free.error());
    auto ready =
        all_ready(invocation, home, request, now, *agents, server ? &server->engineer() : nullptr);
    if (!ready) return failure(ready.error());
    std::vector<Sent> sent;
    for (auto& each : *ready) {
        const auto file = file_of(each.request.agent);
        if (const auto kept = keep_document(file, each.document); !kept)
            return failure(kept.error());
        sent.push_back({std::move(each), file});
    }
    return told(invocation, sent);
}

}  // namespace

bool for_several(const Invocation& invocation) { return invocation.values("--agent").size() != 1; }

int request_several(const Invocation& invocation, const Home& home, const Request& request,
                    Time now) {
    return invocation.has("--out") ? write_all(invocation, home, request, now)
                                   : post_all(invocation, home, request, now);
}

}  // namespace diag::desk
