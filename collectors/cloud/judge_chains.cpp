// SPDX-License-Identifier: Apache-2.0
// Was it SAFR Cloud that answered, or a box in between?
#include <map>
#include <set>

#include "collectors/cloud/judge.hpp"
#include "platform/text.hpp"

namespace diag::cloud {
namespace {

constexpr std::int64_t day_ms = 86'400'000;

/// "covi.real.com < DigiCert TLS RSA < DigiCert Global Root": who vouches for whom.
std::string chain_text(const std::vector<ShownCertificate>& chain) {
    std::string text;
    for (const auto& each : chain) text += (text.empty() ? "" : " < ") + each.name;
    const auto& last = chain.back();
    if (last.issuer != last.name) text += " < " + last.issuer;
    return text;
}

void judge_time(const Picture& picture, const Look& look, Bench& bench) {
    const auto& leaf = look.reach.chain.front();
    const auto left = (leaf.not_after - picture.time).count() / day_ms;
    const Parameters words{{"place", look.place},
                           {"name", leaf.name},
                           {"from", to_text(leaf.not_before).substr(0, 10)},
                           {"until", to_text(leaf.not_after).substr(0, 10)},
                           {"days", std::to_string(left)}};
    if (picture.time > leaf.not_after || picture.time < leaf.not_before)
        bench.find("cloud.certificate_not_valid", Severity::warning, words, {"looks"});
    else if (static_cast<double>(left) < bench.limit("cloud.certificate_days"))
        bench.find("cloud.certificate_expiring", Severity::info, words, {"looks"});
}

}  // namespace

void judge_chains(const Picture& picture, Bench& bench) {
    std::map<std::string, std::set<std::string>> boxes,
        strange;  // places, by the chain they showed
    bool unjudged = false;
    for (const auto& look : picture.looks) {
        const auto& chain = look.reach.chain;
        if (chain.empty()) continue;
        bench.note("cloud.chain", look.place + ": " + chain_text(chain));
        if (intercepted(look, picture.trust.issuers, picture.trust.has_store)) {
            boxes[chain_text(chain)].insert(look.place);
            continue;
        }
        if (untrusted(look, picture.trust.issuers, picture.trust.has_store)) {
            strange[chain_text(chain)].insert(look.place);
            continue;
        }
        unjudged |= !picture.trust.has_store && picture.trust.issuers.empty();
        judge_time(picture, look, bench);
        if (!look.reach.names_host)
            bench.find("cloud.certificate_wrong_name", Severity::warning,
                       {{"place", look.place}, {"name", chain.front().name}}, {"looks"});
    }
    for (const auto& [chain, places] : boxes)
        bench.find("cloud.intercepted", Severity::warning,
                   {{"chain", chain}, {"places", joined(places)}}, {"looks"});
    for (const auto& [chain, places] : strange)
        bench.find("cloud.certificate_untrusted", Severity::warning,
                   {{"chain", chain}, {"places", joined(places)}}, {"looks"});
    if (unjudged) bench.find("cloud.no_store", Severity::info, {}, {"looks"});
}

}  // namespace diag::cloud
