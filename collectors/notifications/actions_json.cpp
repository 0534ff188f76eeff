// SPDX-License-Identifier: Apache-2.0
// What was read of SAFRActions.config as evidence, and back.
#include <array>

#include "collectors/notifications/actions.hpp"

namespace diag::notifications {
namespace {

constexpr std::size_t most = 1'000;  ///< of anything that evidence may hold

std::string text_of(const json::value& document, std::string_view name) {
    return json::text_at(document, name).value_or("");
}

Medium medium_of(const json::value& document) {
    return text_of(document, "medium") == "sms" ? Medium::sms : Medium::mail;
}

Security security_of(const json::value& document) {
    constexpr std::array all{Security::none, Security::starttls, Security::tls};
    const auto name = text_of(document, "tls");
    for (const auto each : all)
        if (name_of(each) == name) return each;
    return Security::unsaid;
}

json::value to_json(const Channel& channel) {
    json::array domains;
    for (const auto& each : channel.domains) domains.emplace_back(each);
    return {{"medium", name_of(channel.medium)},
            {"label", channel.label},
            {"line", channel.line},
            {"host", channel.host},
            {"port", channel.port},
            {"bad_port", channel.bad_port},
            {"tls", name_of(channel.security)},
            {"url", channel.url},
            {"provider", channel.provider},
            {"from_domain", channel.from_domain},
            {"domains", std::move(domains)},
            {"recipients", channel.recipients},
            {"logs_in", channel.has_login}};
}

Channel channel_from(const json::value& document) {
    Channel channel{.medium = medium_of(document), .label = text_of(document, "label")};
    channel.line = json::natural_at(document, "line");
    channel.host = text_of(document, "host");
    const auto port = json::natural_at(document, "port");
    if (port < 65'536) channel.port = static_cast<std::uint16_t>(port);
    channel.bad_port = json::flag_at(document, "bad_port").value_or(false);
    channel.security = security_of(document);
    channel.url = text_of(document, "url");
    channel.provider = text_of(document, "provider");
    channel.from_domain = text_of(document, "from_domain");
    for (const auto& each : json::list_at(document, "domains"))
        if (each.is_string() && channel.domains.size() < most)
            channel.domains.emplace_back(each.get_string());
    channel.recipients = json::natural_at(document, "recipients");
    channel.has_login = json::flag_at(document, "logs_in").value_or(false);
    return channel;
}

}  // namespace

json::value to_json(const Actions& actions) {
    json::array channels, uses, complaints;
    for (const auto& each : actions.channels) channels.push_back(to_json(each));
    for (const auto& each : actions.uses)
        uses.push_back(
            {{"medium", name_of(each.medium)}, {"label", each.label}, {"line", each.line}});
    for (const auto& each : actions.complaints)
        complaints.push_back({{"line", each.line}, {"what", each.what}});
    return {{"rules", actions.rules},
            {"config_server", actions.config_server},
            {"channels", std::move(channels)},
            {"uses", std::move(uses)},
            {"complaints", std::move(complaints)},
            {"channels_cut", actions.channels_cut},
            {"uses_cut", actions.uses_cut}};
}

Actions actions_from(const json::value& document) {
    Actions actions;
    actions.rules = json::natural_at(document, "rules");
    actions.config_server = text_of(document, "config_server");
    actions.channels_cut = json::flag_at(document, "channels_cut").value_or(false);
    actions.uses_cut = json::flag_at(document, "uses_cut").value_or(false);
    for (const auto& each : json::list_at(document, "channels"))
        if (actions.channels.size() < most) actions.channels.push_back(channel_from(each));
    for (const auto& each : json::list_at(document, "uses"))
        if (actions.uses.size() < most)
            actions.uses.push_back(
                {medium_of(each), text_of(each, "label"), json::natural_at(each, "line")});
    for (const auto& each : json::list_at(document, "complaints"))
        if (actions.complaints.size() < most)
            actions.complaints.push_back({json::natural_at(each, "line"), text_of(each, "what")});
    return actions;
}

}  // namespace diag::notifications
