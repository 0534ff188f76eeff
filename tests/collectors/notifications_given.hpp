// SPDX-License-Identifier: Apache-2.0
// Visits to mail servers and what they are judged to be, for the tests of notifications.
#pragma once

#include <string>
#include <vector>

#include "collectors/catalog.hpp"
#include "collectors/notifications/picture.hpp"
#include "tests/fakes.hpp"

namespace diag::test::mail {

using namespace diag::notifications;

inline constexpr std::int64_t now_ms = 1'795'464'000'000;
inline constexpr std::int64_t day_ms = 86'400'000;
using Ids = std::vector<std::string>;

/// A visit at which all is well, to the server of the entry "guard".
inline Visit well() {
    Visit visit{.host = "mail.example", .port = 587, .security = Security::starttls};
    visit.address = "10.0.0.5";
    visit.step = "quit";
    visit.patience = 20'000;
    visit.said = {{"banner", 220, "", "hello", milliseconds{20}},
                  {"ehlo", 250, "", "hello", milliseconds{20}}};
    visit.offers_starttls = true;
    visit.auth = {"PLAIN"};
    visit.tls = TlsFacts{.version = "TLSv1.3",
                         .name = "mail.example",
                         .not_before = Time{milliseconds{now_ms - day_ms}},
                         .not_after = Time{milliseconds{now_ms + 300 * day_ms}},
                         .names_host = true};
    return visit;
}

inline const std::string guard =
    "rules: [ { actions: [ \"@emailSend guard\" ] } ],\n"
    "emailDef: [ { label: guard, host: mail.example, port: 587, tls: true, user: u,"
    " password: p, to: a@b.example } ]";

inline Judgement judged(const std::vector<Visit>& visits, const std::string& config = guard) {
    json::array servers;
    for (const auto& each : visits) servers.push_back(to_json(each));
    Evidence evidence;
    evidence.emplace("time", std::to_string(now_ms));
    evidence.emplace("ares", "running");
    evidence.emplace("config", json::write(to_json(actions_in(config))));
    evidence.emplace("servers", json::write(servers));
    return collectors::notifications.judge(evidence, {});
}

inline Ids found(const Visit& visit) {
    Ids ids;
    for (const auto& each : judged({visit}).findings) ids.push_back(each.id);
    return ids;
}

inline Ids found_in(const std::string& config) {
    Ids ids;
    for (const auto& each : judged({}, config).findings) ids.push_back(each.id);
    return ids;
}

/// A visit that ended at a step, by a reply or otherwise.
inline Visit ended(const std::string& step, Fault fault, int code = 0) {
    auto visit = well();
    visit.step = step;
    visit.fault = fault;
    if (code != 0) visit.said.push_back({step, code, "", "as it said", milliseconds{1}});
    return visit;
}

}  // namespace diag::test::mail
