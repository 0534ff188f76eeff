// SPDX-License-Identifier: Apache-2.0
// Looks at SAFR Cloud, well and not, and the evidence of a site where all is well. A test changes
// one thing.
#pragma once

#include <string>
#include <vector>

#include "collectors/catalog.hpp"
#include "collectors/cloud/judge.hpp"
#include "platform/json.hpp"

namespace diag::test::safr_cloud {

using cloud::Look;
using cloud::Part;
using cloud::State;

inline const Time now{std::chrono::seconds{1'795'464'000}};  // 2026-11-23T20:00:00Z
inline constexpr int self_signed_in_chain = 19;              // X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN

/// An interface that answers well, by a chain that the system believes.
inline Look well(const std::string& place = "covi.real.com:443") {
    Look look{.part = Part::endpoint, .place = place, .when = now, .date = now};
    look.reach.rung = Rung::whole;
    look.reach.status = 404;
    look.reach.total = milliseconds{120};
    look.reach.names_host = true;
    look.reach.chain = {{.name = "*.real.com",
                         .issuer = "DigiCert TLS RSA SHA256 2020 CA1",
                         .issuer_organisation = "DigiCert Inc",
                         .fingerprint = "ab",
                         .not_before = now - std::chrono::days{100},
                         .not_after = now + std::chrono::days{100}}};
    return look;
}

inline Look silent(Rung rung, Part part = Part::endpoint,
                   const std::string& place = "covi.real.com:443") {
    Look look{.part = part, .place = place, .when = now};
    look.reach.rung = rung;
    look.reach.failed = Error{Fault::timed_out, "no answer within 5000 ms"};
    return look;
}

inline Look whole(Part part) {
    Look look{.part = part, .place = "1.1.1.1:443"};
    look.reach.rung = Rung::whole;
    return look;
}

struct Given {
    std::vector<Look> looks{well()};
    std::string past = R"({"time":1795460000,"cloud":true,"licence":true})";
    std::string claim;
    bool licence_configured = true, has_store = true;
    std::vector<std::string> issuers;
    Thresholds thresholds;

    Judgement judged() const {
        json::array all, expected;
        for (const auto& look : looks) all.push_back(to_json(look));
        for (const auto& each : issuers) expected.emplace_back(each);
        Evidence evidence;
        evidence.emplace("time", std::to_string(now.time_since_epoch().count()));
        evidence.emplace("looks", json::write(all));
        evidence.emplace("past_reached", past);
        if (!claim.empty()) evidence.emplace("claim", claim);
        evidence.emplace("settings", json::write({{"licence_configured", licence_configured},
                                                  {"has_store", has_store},
                                                  {"issuers", std::move(expected)}}));
        return collectors::cloud.judge(evidence, thresholds);
    }
    std::vector<std::string> ids() const {
        std::vector<std::string> ids;
        for (const auto& each : judged().findings) ids.push_back(each.id);
        return ids;
    }
};

using Ids = std::vector<std::string>;

}  // namespace diag::test::safr_cloud
