// SPDX-License-Identifier: Apache-2.0
#include "collectors/mongo/picture.hpp"

#include <algorithm>

#include "collectors/mongo/extended_json.hpp"
#include "collectors/mongo/thresholds.hpp"
#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::mongo {
namespace {

constexpr std::size_t most_nodes_read = 64;
constexpr std::size_t most_warnings = 32;
constexpr std::int64_t unauthorized = 13;
constexpr milliseconds freshest{1000};
constexpr milliseconds stalest{3'600'000};

std::string text_of(const Evidence& evidence, const std::string& name) {
    return std::string(item(evidence, name).value_or(""));
}

/// The messages of getLog: a JSON line each since 4.4, plain text before.
std::vector<std::string> warnings_from(std::string_view text) {
    std::vector<std::string> messages;
    const auto document = json::parse(text);
    if (!document) return messages;
    for (const auto& line : json::list_at(*document, "log")) {
        if (!line.is_string() || messages.size() >= most_warnings) continue;
        const std::string_view said = line.get_string();
        const auto parsed = json::parse(trimmed(said));
        auto message = parsed ? json::text_at(*parsed, "msg").value_or("") : std::string(said);
        if (const auto mark = message.find("** WARNING: "); mark != std::string::npos)
            message.erase(0, mark + 12);
        const auto kept = trimmed(message);
        if (!kept.empty()) messages.emplace_back(kept.substr(0, 160));
    }
    return messages;
}

std::optional<double> bytes_at(const json::value& root, std::string_view path) {
    const auto bytes = whole_of(root, path);
    return bytes && *bytes >= 0 ? std::optional(static_cast<double>(*bytes)) : std::nullopt;
}

void read_oplog(Node& node, const Evidence& evidence) {
    node.oplog_first = oplog_entry_from(text_of(evidence, node.item("oplog.first")));
    node.oplog_last = oplog_entry_from(text_of(evidence, node.item("oplog.last")));
    const auto size = json::parse(text_of(evidence, node.item("oplog.size")));
    if (!size || number_of(*size, "ok").value_or(1) == 0) return;
    node.oplog_bytes = bytes_at(*size, "size");
    node.oplog_room = bytes_at(*size, "maxSize");
}

void read_versions(Node& node, const Evidence& evidence) {
    if (const auto build = json::parse(text_of(evidence, node.item("build"))))
        node.version = json::text_at(*build, "version").value_or("");
    if (const auto fcv = json::parse(text_of(evidence, node.item("fcv"))))
        node.compatibility =
            json::text_at(*fcv, "featureCompatibilityVersion.version").value_or("");
    node.warnings = warnings_from(text_of(evidence, node.item("warnings")));
}

void read_answers(Node& node, const Evidence& evidence) {
    node.hello = hello_from(text_of(evidence, node.item("hello")));
    node.view = view_from(text_of(evidence, node.item("status.2")));
    auto first = view_from(text_of(evidence, node.item("status")));
    (node.view ? node.earlier_view : node.view) = std::move(first);
    node.config = config_from(text_of(evidence, node.item("config")));
    node.server = server_from(text_of(evidence, node.item("server.2")));
    auto server = server_from(text_of(evidence, node.item("server")));
    (node.server ? node.earlier_server : node.server) = std::move(server);
    node.refusal = error_code_in(text_of(evidence, node.item("status"))).value_or(0);
    node.running = running_from(text_of(evidence, node.item("operations")));
    node.databases = databases_from(text_of(evidence, node.item("databases")));
    read_oplog(node, evidence);
    read_versions(node, evidence);
    const auto prefix = node.item("");
    for (auto found = evidence.lower_bound(prefix);
         found != evidence.end() && found->first.starts_with(prefix); ++found) {
        auto name = found->first.substr(prefix.size());
        if (!found->second)
            node.failures.emplace_back(std::move(name), found->second.error());
        else if (error_code_in(*found->second) == unauthorized)
            node.denied.push_back(std::move(name));
    }
}

/// When a question was asked and how long its answer took; only what a clock can have told, from
/// 1970 to 2100 and within an hour: a bundle may hold anything, and sums must stay within bounds.
std::optional<Asked> asked_in(const json::value& pair) {
    const auto* two = pair.if_array();
    if (!two || two->size() != 2 || !(*two)[0].is_int64() || !(*two)[1].is_int64()) return {};
    const auto at = (*two)[0].get_int64(), took = (*two)[1].get_int64();
    if (at < 0 || at >= 4'102'444'800'000 || took < 0 || took >= 3'600'000) return {};
    return Asked{Time{milliseconds{at}}, milliseconds{took}};
}

void read_nodes(Picture& picture, const Evidence& evidence) {
    const auto document = json::parse(text_of(evidence, "nodes"));
    if (!document || !document->is_array()) return;
    for (const auto& entry : document->get_array()) {
        if (picture.nodes.size() >= most_nodes_read) break;
        Node node;
        node.id = json::text_at(entry, "id").value_or("");
        node.address = json::text_at(entry, "address").value_or("");
        node.name = json::text_at(entry, "name").value_or("");
        node.source = json::text_at(entry, "source").value_or("");
        node.login = json::text_at(entry, "login").value_or("");
        node.tls = json::flag_at(entry, "tls").value_or(false);
        const auto* found = json::find(entry, "times");
        if (const auto* times = found ? found->if_object() : nullptr)
            for (const auto& [name, pair] : *times)
                if (const auto asked = asked_in(pair)) node.times[std::string(name)] = *asked;
        read_answers(node, evidence);
        if (node.hello && !node.hello->me.empty()) node.name = node.hello->me;
        if (node.name.empty()) node.name = node.address;
        picture.nodes.push_back(std::move(node));
    }
}

const Node* witness_of(const Set& set) {
    const Node* best = nullptr;
    const auto rank = [](const Node* node) {
        if (!node->view) return 0;
        if (node->hello && node->hello->writable) return 3;
        return node->source == "process" ? 2 : 1;
    };
    for (const auto* node : set.nodes)
        if (rank(node) > (best ? rank(best) : 0)) best = node;
    return best;
}

/// Without an account hello still tells each node's state and last write.
View view_from_hellos(const Set& set) {
    View view;
    view.set = set.name;
    std::vector<std::string> silent;
    for (const auto* node : set.nodes) {
        Member member;
        member.name = node->name;
        member.up = true;
        member.self = true;  // it speaks for itself: no heartbeat is between
        const auto& hello = *node->hello;
        member.state = hello.writable    ? State::primary
                       : hello.secondary ? State::secondary
                       : hello.arbiter   ? State::arbiter
                                         : State::recovering;
        member.optime = hello.last_write;
        view.members.push_back(std::move(member));
        for (const auto& host : hello.hosts)
            if (std::ranges::find(silent, host) == silent.end()) silent.push_back(host);
    }
    for (const auto& host : silent)
        if (!view.member(host)) view.members.emplace_back().name = host;
    return view;
}

void group(Picture& picture) {
    for (const auto& node : picture.nodes) {
        if (!node.hello || node.hello->set.empty()) continue;
        auto found = std::ranges::find(picture.sets, node.hello->set, &Set::name);
        if (found == picture.sets.end())
            found = picture.sets.insert(found, Set{.name = node.hello->set, .nodes = {}});
        found->nodes.push_back(&node);
    }
    for (auto& set : picture.sets) {
        set.witness = witness_of(set);
        if (!set.witness) {
            set.witness = set.nodes.front();
            set.heard = view_from_hellos(set);
        }
        if (set.witness && set.witness->config) set.config = &*set.witness->config;
        for (const auto* node : set.nodes)
            if (!set.config && node->config) set.config = &*node->config;
    }
}

}  // namespace

std::string Node::item(std::string_view answer) const {
    return "node." + id + "." + std::string(answer);
}

const Error* Node::failure(std::string_view answer) const {
    for (const auto& failed : failures)
        if (failed.first == answer) return &failed.second;
    return nullptr;
}

std::optional<std::int64_t> Node::window() const {
    if (!oplog_first || !oplog_last || *oplog_last < *oplog_first) return {};
    return *oplog_last - *oplog_first;
}

const Moment* Picture::lately(std::string_view set) const {
    for (auto moment = past.rbegin(); moment != past.rend(); ++moment)
        if (moment->set == set && now - moment->time >= freshest && now - moment->time <= stalest)
            return &*moment;
    return nullptr;
}

Picture picture_of(const Evidence& evidence) {
    Picture picture;
    const auto parsed = json::parse(text_of(evidence, "run"));
    const auto run = parsed ? *parsed : json::value{};
    picture.now = Time{milliseconds{json::integer_at(run, "time").value_or(0)}};
    picture.brief = json::flag_at(run, "brief").value_or(false);
    picture.site_known = json::flag_at(run, "site").value_or(false);
    picture.safr_runs = json::flag_at(run, "runs").value_or(true);
    picture.role = json::text_at(run, "role").value_or("");
    picture.daemons = json::integer_at(run, "daemons").value_or(0);
    picture.left_out = json::integer_at(run, "left_out").value_or(0);
    picture.account = json::flag_at(run, "account").value_or(false);
    picture.accounts_unread = evidence.contains(accounts_item);
    if (const auto library = evidence.find("library");
        library != evidence.end() && !library->second)
        picture.library = library->second.error().what;
    if (const auto backup = json::parse(text_of(evidence, "backup")))
        if (const auto newest = json::integer_at(*backup, "newest"); newest && *newest > 0)
            picture.backup = Time{milliseconds{*newest}};
    const auto hosts = json::parse(text_of(evidence, "hosts"));
    if (const auto* kinds = hosts ? hosts->if_object() : nullptr)
        for (const auto& [name, kind] : *kinds)
            if (kind.is_string()) picture.kinds[std::string(name)] = kind.get_string();
    picture.past = parse_history(text_of(evidence, "history"), picture.now);
    read_nodes(picture, evidence);
    group(picture);
    return picture;
}

std::string span_text(std::int64_t seconds) {
    return whole_span_text(std::chrono::seconds{seconds}, SpanUnit::second, SpanUnit::day);
}

}  // namespace diag::mongo
