// SPDX-License-Identifier: Apache-2.0
#include "desk/serve/line_certificates.hpp"

#include "desk/serve/enrolment.hpp"
#include "platform/line_certificate.hpp"
#include "platform/log.hpp"

namespace diag::desk {
namespace {

// A line half that dies is started anew after pauses that grow to five minutes.
constexpr std::size_t most_an_hour = 120;
constexpr milliseconds hour{3'600'000};
// Sites' clocks do not look at it, but those of proxies between may.
constexpr std::chrono::days backdated{1};

/// The serial that is taken: an agent that lost its own count goes on above it.
WebAnswer behind(std::uint64_t serial) {
    return web_json({{"error", "this serial is taken: go on above it"}, {"serial", serial}}, 409);
}

}  // namespace

WebReception LineCertificates::certify() {
    return whole_body(exchange::line_identity_limit,
                      [this](const std::string& body) { return answer(body); });
}

Result<Caller> LineCertificates::proven(const exchange::ProvenLineIdentity& identity) const {
    auto signer = office_.signer(identity.signer, renewal_grace);
    if (!signer) return signer;
    if (signer->name != identity.what.agent ||
        identity.what.authority != office_.authority->certificate.fingerprint())
        return Error{Fault::refused, "this line identity is for another agent or another desk"};
    const auto agent = office_.store.fleet->agent(signer->name);
    if (!agent && agent.error().fault != Fault::absent) return agent.error();
    // A document may be old: it does not bring back a key that another took the place of.
    if (agent && agent->key != signer->key)
        return Error{Fault::refused, "this agent has another key now"};
    const auto known = office_.known(*signer);
    if (!known) return known.error();
    return signer;
}

Result<LineCertificates::Advance> LineCertificates::advance(const exchange::LineIdentity& what) {
    Advance advanced;
    const auto now = office_.clock.now();
    // What is plainly old is not worth a write.
    const auto known = office_.store.fleet->agent(what.agent);
    if (!known) return known.error();
    if (what.serial < known->line_serial) return advanced;
    const auto kept = office_.update(what.agent, [&](Agent& agent) {
        const bool again = what.serial == agent.line_serial && what.key == agent.line_key &&
                           agent.line_until > now;
        const bool fresh = what.serial > agent.line_serial && what.key != agent.line_key &&
                           what.key != agent.line_key_before;
        advanced.too_often = fresh && too_often(what.agent);
        if (advanced.too_often) return;
        if (fresh) {
            agent.line_serial = what.serial;
            agent.line_key_before = std::exchange(agent.line_key, what.key);
            agent.line_until =
                std::min(now + line_life, office_.authority->certificate.not_after());
        }
        if (again || fresh) advanced.agent = agent;
    });
    if (!kept) return kept.error();
    return advanced;
}

bool LineCertificates::too_often(const std::string& agent) {
    const auto now = office_.clock.uptime();
    const std::lock_guard hold(mutex_);
    auto& times = asked_[agent];
    std::erase_if(times, [&](milliseconds each) { return now - each > hour; });
    if (times.size() >= most_an_hour) return true;
    times.push_back(now);
    return false;
}

WebAnswer LineCertificates::answer(const std::string& body) {
    if (!office_.authority)
        return diag::web_error(501,
                               "no line is certified now: the key of this desk's authority is "
                               "kept elsewhere");
    const auto identity = exchange::line_identity_from(body);
    if (!identity) return web_error(identity.error());
    const auto caller = proven(*identity);
    if (!caller) return web_error(caller.error());
    const auto advanced = advance(identity->what);
    if (!advanced) return web_error(advanced.error());
    if (advanced->too_often)
        return diag::web_error(429, "too many line certificates of this agent within an hour");
    const auto& agent = advanced->agent;
    if (!agent) {
        const auto known = office_.store.fleet->agent(caller->name);
        return known ? behind(known->line_serial) : web_error(known.error());
    }
    const auto certificate = issue_line_certificate(
        caller->name, office_.clock.now() - backdated, agent->line_until, identity->request,
        office_.authority->certificate, office_.authority->key);
    if (!certificate) return web_error(certificate.error());
    log::detail(caller->name + ": line certificate " + std::to_string(identity->what.serial));
    return web_json({{"certificate", certificate->pem()}});
}

}  // namespace diag::desk
