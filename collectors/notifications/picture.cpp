// SPDX-License-Identifier: Apache-2.0
#include "collectors/notifications/picture.hpp"

#include "collectors/notifications/gather.hpp"
#include "collectors/notifications/thresholds.hpp"
#include "platform/names.hpp"
#include "platform/stored_time.hpp"
#include "platform/text.hpp"

namespace diag::notifications {
namespace {

constexpr std::size_t most = 200;  ///< of anything that evidence may hold

json::value document_of(const Evidence& evidence, std::string_view name) {
    const auto text = item(evidence, name);
    auto document = json::parse(text ? *text : std::string_view{"[]"});
    return document ? std::move(*document) : json::value{};
}

std::string text_of(const json::value& document, std::string_view name) {
    return json::text_at(document, name).value_or("");
}

void add_config(Picture& picture, const Evidence& evidence) {
    const auto found = evidence.find("config");
    if (found == evidence.end()) return;
    if (!found->second) {
        picture.no_config = found->second.error();
        return;
    }
    const auto document = json::parse(*found->second);
    if (document && document->is_object()) picture.actions = actions_from(*document);
}

}  // namespace

Picture picture_of(const Evidence& evidence) {
    Picture picture;
    add_config(picture, evidence);
    picture.runs = item(evidence, "ares") == "running";
    picture.time = time_in(item(evidence, "time").value_or(""));
    const auto servers = document_of(evidence, "servers");
    for (const auto& each : json::list_at(servers, ""))
        if (picture.visits.size() < most) picture.visits.push_back(visit_from(each));
    const auto providers = document_of(evidence, "providers");
    for (const auto& each : json::list_at(providers, "")) {
        Provider provider{.url = text_of(each, "url"), .reason = text_of(each, "reason")};
        if (const auto fault = json::text_at(each, "fault")) provider.fault = fault_named(*fault);
        if (picture.providers.size() < most) picture.providers.push_back(std::move(provider));
    }
    const auto domains = document_of(evidence, "domains");
    for (const auto& each : json::list_at(domains, ""))
        if (!json::find(each, "fault") && picture.domains.size() < most)
            picture.domains.push_back(
                {text_of(each, "domain"), json::flag_at(each, "exists").value_or(true),
                 json::flag_at(each, "takes_mail").value_or(true), text_of(each, "server"),
                 json::flag_at(each, "control").value_or(false)});
    const auto sent = document_of(evidence, "sent");
    for (const auto& each : json::list_at(sent, "labels"))
        if (picture.sent.size() < most)
            picture.sent.emplace_back(text_of(each, "sending"), json::natural_at(each, "count"));
    return picture;
}

const Visit* visit_of(const Picture& picture, const Channel& channel) {
    if (channel.medium != Medium::mail || channel.host.empty()) return nullptr;
    const auto wanted = errand_for(channel, {});
    for (const auto& visit : picture.visits)
        if (visit.host == wanted.host && visit.port == wanted.port &&
            visit.security == wanted.security)
            return &visit;
    return nullptr;
}

std::string server_text(const Visit& visit) { return authority_of(visit.host, visit.port); }

Judgement judge(const Evidence& evidence, const Thresholds& in_force) {
    const auto picture = picture_of(evidence);
    Bench bench(evidence, thresholds, in_force);
    judge_config(picture, bench);
    judge_reach(picture, bench);
    judge_trust(picture, bench);
    judge_delivery(picture, bench);
    judge_loss(picture, bench);
    return std::move(bench.judgement);
}

}  // namespace diag::notifications
