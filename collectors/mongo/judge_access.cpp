// SPDX-License-Identifier: Apache-2.0
// Does each node answer, is it a mongod at all, and does it let us in?
#include <algorithm>

#include "collectors/mongo/interview.hpp"
#include "collectors/mongo/picture.hpp"
#include "platform/text.hpp"

namespace diag::mongo {
namespace {

constexpr std::int64_t not_yet_initialised = 94;  // error_codes.yml of the server

struct Kind {
    Fault fault;
    const char* id;
    Severity severity;
};

constexpr Kind kinds[] = {
    {Fault::refused, "mongo.node_refused", Severity::critical},
    {Fault::timed_out, "mongo.node_silent", Severity::critical},
    {Fault::absent, "mongo.node_unreachable", Severity::critical},
    {Fault::malformed, "mongo.not_mongod", Severity::critical},
    {Fault::full, "mongo.answer_too_big", Severity::warning},
    {Fault::unsupported, "mongo.node_unsupported", Severity::unknown},
    {Fault::io, "mongo.node_cut", Severity::critical},
};

void judge_failure(const Node& node, const std::string& answer, const Error& error, Bench& bench) {
    Parameters about{{"node", node.name}, {"answer", answer}, {"reason", error.what}};
    const std::vector<std::string> rests_on{node.item(answer)};
    if (error.what.starts_with(no_tls))
        return bench.find("mongo.tls_failed", Severity::warning, about, rests_on);
    if (error.fault == Fault::denied) return;  // judge_logins
    if (error.what.starts_with(not_asked))
        return bench.find("mongo.answers_missing", Severity::unknown, about, rests_on);
    for (const auto& [fault, id, severity] : kinds)
        if (error.fault == fault) return bench.find(id, severity, about, rests_on);
    bench.find("mongo.answers_missing", Severity::unknown, about, rests_on);
}

void judge_speed(const Node& node, Bench& bench) {
    const auto asked = node.times.find("hello");
    const auto limit = bench.limit("mongo.slow");
    if (!node.hello || asked == node.times.end()) return;
    const auto took = asked->second.took.count();
    if (static_cast<double>(took) <= limit) return;
    bench.find("mongo.node_slow", Severity::warning,
               {{"node", node.name},
                {"took", std::to_string(took) + " ms"},
                {"limit", fixed(limit, 0) + " ms"}},
               {node.item("hello"), "nodes"});
}

void judge_logins(const Picture& picture, Bench& bench) {
    std::map<std::string, std::vector<std::string>, std::less<>> by_login;
    for (const auto& node : picture.nodes) by_login[node.login].push_back(node.name);
    const auto tell = [&](const char* login, const char* id, Severity severity) {
        if (const auto found = by_login.find(login); found != by_login.end())
            bench.find(id, severity, {{"nodes", joined(found->second)}}, {"nodes"});
    };
    // Without the file of accounts there is none to be missed, which the run says itself.
    if (!picture.accounts_unread) tell("missing", "mongo.login_missing", Severity::info);
    tell("unvouched", "mongo.login_unvouched", Severity::info);
    tell("refused", "mongo.login_wrong", Severity::warning);
    tell("withheld", "mongo.login_withheld", Severity::unknown);
    for (const auto& node : picture.nodes)
        if (node.login == "accepted" && !node.denied.empty())
            bench.find("mongo.login_denied", Severity::warning,
                       {{"node", node.name}, {"answers", joined(node.denied)}},
                       {node.item(node.denied.front())});
}

/// A standalone mongod and one without a configuration are states, no failures of ours.
void judge_alone(const Picture& picture, const Node& node, Bench& bench) {
    if (!node.hello || !node.hello->set.empty()) return;
    const Parameters about{{"node", node.name}, {"role", picture.role}};
    if (node.hello->uninitialised || node.refusal == not_yet_initialised) {
        bench.find("mongo.not_initialised", Severity::warning, about, {node.item("hello")});
    } else {
        const bool wanted = picture.role == "redundant";
        bench.find("mongo.standalone", wanted ? Severity::warning : Severity::info, about,
                   {node.item("hello")});
    }
}

void judge_absence(const Picture& picture, Bench& bench) {
    if (picture.daemons > 0 || !picture.site_known) return;
    const bool wanted = picture.role == "primary" || picture.role == "redundant";
    if (picture.role == "simple" || (!wanted && !picture.nodes.empty())) return;
    // Where nothing of SAFR runs the install collector says so, and why: once is enough.
    if (!wanted && !picture.safr_runs) return;
    bench.find("mongo.not_running", wanted ? Severity::critical : Severity::unknown,
               {{"role", picture.role}}, {"run"});
}

}  // namespace

void judge_access(const Picture& picture, Bench& bench) {
    judge_absence(picture, bench);
    if (!picture.library.empty())
        bench.find("mongo.library_missing", Severity::unknown, {{"reason", picture.library}},
                   {"library"});
    for (const auto& node : picture.nodes) {
        for (const auto& [answer, error] : node.failures) judge_failure(node, answer, error, bench);
        judge_speed(node, bench);
        judge_alone(picture, node, bench);
    }
    judge_logins(picture, bench);
    if (picture.left_out > 0)
        bench.find("mongo.nodes_not_asked", Severity::unknown,
                   {{"count", std::to_string(picture.left_out)}}, {"run"});
}

}  // namespace diag::mongo
