// SPDX-License-Identifier: Apache-2.0
#include "collectors/nfs/ask.hpp"

#include <algorithm>
#include <map>

#include "collectors/nfs/knock.hpp"
#include "collectors/nfs/server.hpp"
#include "platform/accounts.hpp"
#include "platform/disposable.hpp"
#include "platform/names.hpp"
#include "platform/text.hpp"

namespace diag::nfs {
namespace {

constexpr std::size_t answer_limit = 64 << 10;
constexpr std::size_t text_limit = 1 << 20;
constexpr std::uint16_t nfs_port = 2049;  // RFC 7530, 3.1
constexpr std::uint16_t smb_port = 445;

struct Pace {
    milliseconds names;
    milliseconds step;  ///< for each step on a server
};

Pace pace_of(const Scope& scope) {
    return scope.brief ? Pace{milliseconds{500}, milliseconds{700}}
                       : Pace{milliseconds{3000}, milliseconds{2000}};
}

void find_addresses(World& world, std::vector<Target>& targets,
                    std::map<std::string, Error>& unknown) {
    std::vector<std::string> names;
    for (const auto& target : targets)
        if (target.address.empty()) names.push_back(target.server);
    const auto answers = addresses_of(names, pace_of(world.scope).names);
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (!answers[i]) unknown.emplace(names[i], answers[i].error());
        for (auto& target : targets)
            if (answers[i] && target.address.empty() && target.server == names[i])
                target.address = answers[i]->front();
    }
}

/// UDP and RDMA do not answer on a TCP port.
bool over_tcp(const Target& target) {
    const auto protocol = option_value(target.options, "proto").value_or("tcp");
    return protocol.starts_with("tcp") && !disk::has_option(target.options, "udp") &&
           !disk::has_option(target.options, "rdma");
}

/// What a child says: JSON of its steps.
Question steps_of(std::function<std::vector<Step>()> work) {
    return
        [work = std::move(work)]() -> Result<std::string> { return json::write(to_json(work())); };
}

void add_questions(const Target& target, milliseconds step, std::vector<Question>& questions) {
    if (target.protocol == Protocol::smb) {
        const auto port = target.port != 0 ? target.port : smb_port;
        questions.push_back(
            steps_of([=] { return std::vector<Step>{knock(target.address, port, step)}; }));
        questions.push_back(steps_of([] { return std::vector<Step>{}; }));
        return;
    }
    const ServerQuestion question{.address = target.address,
                                  .port = target.port != 0 ? target.port : nfs_port,
                                  .port_said = target.port != 0,
                                  .version = target.version,
                                  .mount_port = target.mount_port,
                                  .patience = step};
    questions.push_back(steps_of([question] { return ask_nfsd(question); }));
    questions.push_back(steps_of([question] { return ask_portmap(question); }));
}

json::value told(const Result<std::string>& answer) {
    if (!answer) return {{"fault", name_of(answer.error().fault)}, {"what", answer.error().what}};
    const auto document = json::parse(*answer);
    return document ? *document : json::value(json::array{});
}

/// "0x0" of /proc/net/arp: nobody of that address answers on this segment. Empty when the kernel
/// knows nothing of it: it lies behind a router, or nobody asked.
std::string neighbour_state(Files& files, const std::string& address) {
    const auto table = files.read("/proc/net/arp", text_limit);
    for (const auto line : lines_of(table ? std::string_view(*table) : std::string_view{})) {
        const auto words = words_of(line);
        if (words.size() > 2 && words[0] == address) return std::string(words[2]);
    }
    return {};
}

/// The version that NFS answered in; SMB has none.
int answered_version(const json::value& steps) {
    const auto list = steps_from(json::list_at(steps, ""));
    for (const int version : {4, 3}) {
        const auto* step = step_named(list, "nfs" + std::to_string(version));
        if (step && step->good()) return version;
    }
    return 0;
}

bool connected(const json::value& steps) {
    const auto list = steps_from(json::list_at(steps, ""));
    const auto* step = step_named(list, "connect");
    return step && step->good();
}

/// Targets of the same server share a number.
std::vector<Asked> numbered(std::vector<Target> targets, std::vector<std::size_t>& first) {
    std::map<std::string, std::size_t> numbers;
    std::vector<Asked> asked;
    for (auto& target : targets) {
        const auto [found, fresh] = numbers.emplace(target.server_key(), first.size());
        if (fresh) first.push_back(asked.size());
        asked.push_back({.target = std::move(target), .server = found->second});
    }
    return asked;
}

void give_targets(Sink& sink, const std::vector<Asked>& asked) {
    json::array list;
    for (const auto& each : asked) {
        auto document = to_json(each.target);
        document.as_object()["server_number"] = each.server;
        list.push_back(std::move(document));
    }
    sink.give("targets", json::write(list));
}

}  // namespace

Appearance appearance_of(World& world) {
    Appearance appearance;
    const auto processes = processes_of(world.scope.site, "cv-object-storage");
    if (processes.empty()) return appearance;
    appearance.user = processes.front()->user;
    const auto passwd = world.files.read("/etc/passwd", text_limit);
    if (!passwd) return appearance;
    for (const auto& account : accounts_in(*passwd)) {
        if (account.name != appearance.user && account.uid != appearance.user) continue;
        const auto uid = natural(account.uid);
        const auto gid = natural(account.gid);
        if (uid && gid && *uid < 0xffffffff && *gid < 0xffffffff) {
            appearance.uid = static_cast<std::uint32_t>(*uid);
            appearance.gid = static_cast<std::uint32_t>(*gid);
        }
        break;
    }
    return appearance;
}

std::vector<Asked> ask_servers(World& world, Sink& sink, std::vector<Target> targets) {
    const auto pace = pace_of(world.scope);
    std::map<std::string, Error> unknown;
    if (!targets.empty()) sink.doing("file servers");
    find_addresses(world, targets, unknown);
    std::vector<std::size_t> first;
    auto asked = numbered(std::move(targets), first);
    give_targets(sink, asked);

    std::vector<Question> questions;
    std::map<std::size_t, std::size_t> question_of;
    for (std::size_t server = 0; server < first.size(); ++server) {
        const auto& target = asked[first[server]].target;
        const auto name = "server." + std::to_string(server);
        if (const auto lost = unknown.find(target.server); target.address.empty()) {
            sink.give(name, lost != unknown.end() ? lost->second
                                                  : Error{Fault::absent, "no address is known"});
        } else if (!over_tcp(target)) {
            sink.give(name, Error{Fault::unsupported, "not asked: it is not mounted over TCP"});
        } else {
            question_of[server] = questions.size();
            add_questions(target, pace.step, questions);
        }
    }
    const auto answers =
        in_disposable_children(questions, answer_limit, pace.step * 5 + milliseconds{500}, 32);
    for (const auto& [server, question] : question_of) {
        const auto nfsd = told(answers[question]);
        const auto& target = asked[first[server]].target;
        sink.give("server." + std::to_string(server),
                  json::write({{"nfsd", nfsd},
                               {"portmap", told(answers[question + 1])},
                               {"neighbour", neighbour_state(world.files, target.address)}}));
        for (auto& each : asked) {
            if (each.server != server) continue;
            each.version = answered_version(nfsd);
            each.answers =
                each.target.protocol == Protocol::smb ? connected(nfsd) : each.version != 0;
        }
    }
    return asked;
}

}  // namespace diag::nfs
