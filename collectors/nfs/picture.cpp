// SPDX-License-Identifier: Apache-2.0
#include "collectors/nfs/picture.hpp"

#include <algorithm>

#include "collectors/nfs/thresholds.hpp"
#include "platform/stored_time.hpp"
#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::nfs {
namespace {

constexpr std::size_t most_servers = 64;

std::string text_of(const Evidence& evidence, std::string_view name) {
    return std::string(item(evidence, name).value_or(""));
}

json::value document_of(const Evidence& evidence, std::string_view name) {
    auto document = json::parse(text_of(evidence, name));
    return document ? std::move(*document) : json::value{};
}

std::optional<Error> failure_of(const Evidence& evidence, std::string_view name) {
    const auto found = evidence.find(name);
    if (found == evidence.end() || found->second) return {};
    return found->second.error();
}

/// The steps a child told; where it was lost, why.
std::vector<Step> child_steps(const json::value& server, std::string_view name,
                              std::optional<Error>& failure) {
    const auto* told = json::find(server, name);
    if (!told) return {};
    if (const auto fault = json::text_at(*told, "fault"); fault && !failure)
        failure = Error{fault_named(*fault), json::text_at(*told, "what").value_or("")};
    return steps_from(json::list_at(*told, ""));
}

ServerAnswer server_from(const Evidence& evidence, std::size_t number) {
    ServerAnswer server;
    server.item = "server." + std::to_string(number);
    server.failure = failure_of(evidence, server.item);
    const auto document = document_of(evidence, server.item);
    std::optional<Error> unimportant;
    server.nfsd = child_steps(document, "nfsd", server.failure);
    server.portmap = child_steps(document, "portmap", unimportant);
    server.neighbour = json::text_at(document, "neighbour").value_or("");
    return server;
}

void add_folders(Share& share, const std::vector<Store>& stores) {
    const auto& point = share.target.point;
    if (point.empty()) return;
    for (const auto& store : stores) {
        const bool here =
            share.target.mounted() ? store.point == point : disk::lies_below(store.leads, point);
        if (!here) continue;
        share.folders.push_back(store.path);
        share.objects = share.objects || (store.id != "database" && store.id != "backups");
    }
}

void add_shares(Picture& picture, const Evidence& evidence) {
    const auto documents = document_of(evidence, "targets");
    std::size_t servers = 0;
    std::size_t number = 0;
    for (const auto& document : json::list_at(documents, "")) {
        const auto name = std::to_string(number++);
        auto target = target_from(document);
        if (!target) continue;
        Share share;
        share.target = std::move(*target);
        share.number = name;
        const auto server = json::integer_at(document, "server_number").value_or(0);
        share.server = static_cast<std::size_t>(
            std::clamp<std::int64_t>(server, 0, std::int64_t{most_servers} - 1));
        servers = std::max(servers, share.server + 1);
        add_folders(share, picture.stores);
        share.failure = failure_of(evidence, "export." + name);
        const auto steps = [&](const char* kind) {
            return steps_from(json::list_at(document_of(evidence, kind + name), ""));
        };
        share.visit = steps("export.");
        share.inside = steps("inside.");
        share.canary = steps("canary.");
        picture.shares.push_back(std::move(share));
    }
    for (std::size_t i = 0; i < servers; ++i) picture.servers.push_back(server_from(evidence, i));
}

void add_readings(Picture& picture, const Evidence& evidence, const json::value& run) {
    const auto interval = document_of(evidence, "interval");
    auto& now = picture.now;
    now.time = picture.time;
    now.boot = json::text_at(run, "boot").value_or("");
    const auto uptime = [&](const char* name) {
        return milliseconds{
            std::max<std::int64_t>(0, json::integer_at(interval, name).value_or(0))};
    };
    now.uptime = uptime("to");
    now.mounts = parse_mountstats(text_of(evidence, "mountstats"));
    now.cifs = parse_cifs_stats(text_of(evidence, "cifs"));
    if (const auto before = item(evidence, "mountstats.before")) {
        picture.before = Reading{.time = now.time, .uptime = uptime("from"), .boot = now.boot};
        picture.before->mounts = parse_mountstats(*before);
    }
    picture.past = parse_readings(text_of(evidence, "history"), picture.time);
}

}  // namespace

Picture picture_of(const Evidence& evidence) {
    Picture picture;
    const auto run = document_of(evidence, "run");
    picture.time = time_from(run, "time");
    picture.brief = json::flag_at(run, "brief").value_or(false);
    picture.role = json::text_at(run, "role").value_or("");
    picture.nodes = json::integer_at(run, "nodes").value_or(0);
    picture.root = json::flag_at(run, "root").value_or(true);
    picture.appears_as = json::text_at(run, "appears_as").value_or("");
    picture.mounts = disk::parse_mountinfo(text_of(evidence, "mountinfo"));
    picture.stores = stores_from(document_of(evidence, "stores"));
    add_shares(picture, evidence);
    add_readings(picture, evidence, run);
    const host::LogClock clock{picture.time, picture.time - picture.now.uptime};
    picture.outages = outages_of(host::kernel_lines(text_of(evidence, "kernel_log"), clock));
    return picture;
}

void Bench::find(std::string id, Severity severity, const std::string& subject,
                 Parameters parameters, std::vector<std::string> rests_on) {
    if (!told_.emplace(id, subject).second) return;
    diag::Bench::find(std::move(id), severity, std::move(parameters), std::move(rests_on));
}

Parameters about(const Share& share) {
    const auto& target = share.target;
    return {{"export", target.name()},
            {"server", target.server},
            {"point", target.point.empty() ? "-" : target.point},
            {"folders", share.folders.empty() ? "-" : joined(share.folders)}};
}

bool answers(const ServerAnswer& server) {
    const auto* connect = step_named(server.nfsd, "connect");
    if (!connect || !connect->good()) return false;
    return server.nfsd.size() == 1 || std::ranges::any_of(server.nfsd, [](const Step& step) {
               return step.name.starts_with("nfs") && step.good();
           });
}

std::string ms_text(double ms) { return fixed(ms, ms < 10 ? 1 : 0) + " ms"; }

std::string span_text(milliseconds span) {
    return whole_span_text(std::chrono::duration_cast<std::chrono::seconds>(span), SpanUnit::second,
                           SpanUnit::hour);
}

}  // namespace diag::nfs
