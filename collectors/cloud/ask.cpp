// SPDX-License-Identifier: Apache-2.0
#include "collectors/cloud/ask.hpp"

#include <algorithm>

#include "collectors/authorities.hpp"
#include "platform/host_port.hpp"
#include "platform/text.hpp"

namespace diag::cloud {
namespace {

constexpr std::size_t table_limit = 256 * 1024;
constexpr std::size_t most_endpoints = 16;
constexpr std::size_t most_controls = 8;

struct Question {
    Part part;
    ReachPlace place;
};

std::optional<ReachPlace> place_from(std::string_view text) {
    const auto place = host_and_port_from(text);
    if (!place) return std::nullopt;
    return ReachPlace{.host = place->host, .port = place->port};
}

std::vector<Question> first_round(const CloudSettings& settings) {
    std::vector<Question> all;
    for (const auto& endpoint : settings.endpoints) {
        const auto url = https_url_from(endpoint);
        if (!url || all.size() == most_endpoints) continue;
        all.push_back({Part::endpoint,
                       {.host = url->host,
                        .port = url->port,
                        .target = url->path.empty() ? "/" : url->path}});
    }
    const auto& licence = settings.licence_server;
    if (auto place =
            place_from(licence.empty() ? printed_licence_server : std::string_view(licence)))
        all.push_back({Part::licence, std::move(*place)});
    return all;
}

std::vector<Question> second_round(const CloudSettings& settings, bool proxied) {
    std::vector<Question> all;
    for (const auto& control : settings.controls)
        if (auto place = place_from(control); place && all.size() < most_controls) {
            place->speaks = false;
            all.push_back({Part::control, std::move(*place)});
        }
    // Where a proxy looks names up, it is to show that it finds any.
    if (proxied && !settings.control_name.empty())
        all.push_back({Part::control_name, {.host = settings.control_name, .speaks = false}});
    return all;
}

/// How long a round of reach() spoke: all begin at once, and where one had to be cut off, all of
/// the half of its patience that names leave.
milliseconds spoken(const std::vector<Reach>& answers, milliseconds patience) {
    milliseconds longest{};
    for (const auto& each : answers) {
        const bool cut_off = each.failed && each.failed->fault == Fault::timed_out &&
                             each.rung != Rung::name && each.total.count() == 0;
        longest = std::max(longest, cut_off ? patience / 2 : each.total);
    }
    return longest;
}

void look(std::vector<Question> questions, const std::optional<Proxy>& proxy,
          std::string_view authorities, Clock& clock, milliseconds patience,
          std::vector<Look>& looks) {
    std::vector<ReachPlace> places;
    for (auto& question : questions) {
        question.place.proxy = proxy;
        places.push_back(question.place);
    }
    auto answers = reach(places, authorities, patience);
    const auto begun = clock.now() - spoken(answers, patience);
    for (std::size_t i = 0; i < questions.size(); ++i) {
        auto date = date_of(answers[i].headers);
        answers[i].headers.clear();
        const auto when = begun + answers[i].total;
        looks.push_back({questions[i].part, authority_of(places[i].host, places[i].port),
                         std::move(answers[i]), when, date});
    }
}

/// A name of somebody else's: found or not, and nobody is connected to.
void look_up(const std::string& name, milliseconds patience, std::vector<Look>& looks) {
    if (name.empty()) return;
    Look look{.part = Part::control_name, .place = name};
    const auto found = addresses_of({name}, patience).front();
    look.reach.rung = found ? Rung::whole : Rung::name;
    if (!found) look.reach.failed = found.error();
    looks.push_back(std::move(look));
}

std::optional<Proxy> proxy_of(const CloudSettings& settings, const Account* account,
                              std::string& trouble) {
    if (settings.proxy.empty()) return std::nullopt;
    auto proxy = proxy_from(settings.proxy);
    if (!proxy) {
        trouble = "desk.proxy: " + proxy.error().what;
        return std::nullopt;
    }
    if (account) {
        proxy->user = account->user;
        proxy->password = account->password;
    }
    return *proxy;
}

std::string authorities_of(const CloudSettings& settings, Paths& paths, std::string& trouble) {
    auto authorities = authorities_in(settings.ca_file, paths);
    if (authorities) return std::move(*authorities);
    trouble += (trouble.empty() ? "" : "; ") + ("cloud.ca_file: " + authorities.error().what);
    return {};
}

/// "0100000A" of /proc/net/route: the bytes of an IPv4 address, the last first.
std::string address_from_hex(std::string_view hex) {
    if (hex.size() != 8) return {};
    std::string text;
    for (int at = 6; at >= 0; at -= 2) {
        int byte = 0;
        for (const char digit : hex.substr(static_cast<std::size_t>(at), 2)) {
            const bool letter = digit >= 'A' && digit <= 'F';
            if (!letter && (digit < '0' || digit > '9')) return {};
            byte = byte * 16 + (letter ? digit - 'A' + 10 : digit - '0');
        }
        text += (text.empty() ? "" : ".") + std::to_string(byte);
    }
    return text;
}

std::string default_gateway(std::string_view routes) {
    for (const auto line : lines_of(routes)) {
        const auto words = words_of(line);
        if (words.size() < 4 || words[1] != "00000000" || words[2] == "00000000") continue;
        return address_from_hex(words[2]);
    }
    return {};
}

}  // namespace

std::optional<Look> gateway(Files& files) {
    const auto routes = files.read("/proc/net/route", table_limit);
    const auto neighbours = files.read("/proc/net/arp", table_limit);
    const auto address = routes ? default_gateway(*routes) : std::string();
    if (address.empty() || !neighbours) return std::nullopt;
    for (const auto line : lines_of(*neighbours)) {
        const auto words = words_of(line);
        if (words.size() < 4 || words[0] != address) continue;
        Look look{.part = Part::gateway, .place = address};
        // ATF_COM, linux/if_arp.h: its address on the wire is known.
        const bool complete = words[2] != "0x0";
        look.reach.rung = complete ? Rung::whole : Rung::connection;
        if (!complete)
            look.reach.failed = Error{Fault::absent, "it does not answer on its own network"};
        return look;
    }
    return std::nullopt;
}

Asked ask(const CloudSettings& settings, const Account* proxy_account, const Means& means,
          milliseconds patience) {
    Asked asked;
    const auto proxy = proxy_of(settings, proxy_account, asked.trouble);
    const auto authorities = authorities_of(settings, means.paths, asked.trouble);
    asked.has_store = has_trust_store(authorities);
    look(first_round(settings), proxy, authorities, means.clock, patience, asked.looks);
    const auto is_well = [](const Look& each) {
        return each.part == Part::endpoint && answered(each);
    };
    if (std::ranges::any_of(asked.looks, is_well)) return asked;
    look(second_round(settings, proxy.has_value()), proxy, authorities, means.clock, patience,
         asked.looks);
    if (!proxy) look_up(settings.control_name, patience / 2, asked.looks);
    if (auto seen = gateway(means.files)) asked.looks.push_back(std::move(*seen));
    return asked;
}

}  // namespace diag::cloud
