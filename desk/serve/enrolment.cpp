// SPDX-License-Identifier: Apache-2.0
#include "desk/serve/enrolment.hpp"

#include "desk/tokens.hpp"
#include "platform/files.hpp"
#include "platform/log.hpp"
#include "platform/text.hpp"

namespace diag::desk {
namespace {

constexpr std::size_t body_limit = 64 << 10;
constexpr std::size_t token_limit = 200;
constexpr std::size_t longest_version = 64;
// Each certificate is kept for good: a lost answer or two must do, a loop must not fill the disk.
constexpr std::size_t most_an_hour = 5;
constexpr milliseconds hour{3'600'000};

Result<CertificateRequest> request_in(const json::value& document) {
    const auto pem = json::text_at(document, "request");
    if (!pem) return Error{Fault::malformed, "\"request\" is missing"};
    return CertificateRequest::from_pem(*pem, "\"request\"");
}

}  // namespace

WebReception Enrolment::enroll() {
    return whole_body(body_limit, [this](const std::string& body) { return admit(body); });
}

WebReception Enrolment::renew(const WebHead& head) {
    const auto caller = office_.late_caller(head, Role::agent, renewal_grace);
    if (!caller) return web_error(caller.error());
    return whole_body(body_limit, [this, caller = *caller](const std::string& body) {
        return extend(caller, body);
    });
}

WebAnswer Enrolment::admit(const std::string& body) {
    if (!office_.authority)
        return diag::web_error(503,
                               "nobody is enrolled now: the key of this desk's authority is "
                               "kept elsewhere (safr-desk issue can issue for a request)");
    const auto document = json::parse(body);
    if (!document) return web_error(document.error());
    const auto token = json::text_at(*document, "token");
    if (!token || token->size() > token_limit)
        return diag::web_error(400, "\"token\" is missing, or too long");
    const auto request = request_in(*document);
    if (!request) return web_error(request.error());
    auto agent = office_.store.fleet->admit(digest_of_token(*token), request->key_fingerprint(),
                                            office_.clock.now());
    if (!agent) return web_error(agent.error());
    const auto version =
        printable(json::text_at(*document, "version").value_or("")).substr(0, longest_version);
    const auto kept = office_.update(agent->name, [&](Agent& it) { it.version = version; });
    if (!kept) return web_error(kept.error());
    auto answer = certified(*agent, *request);
    if (!answer) return web_error(answer.error());
    answer->emplace("authority", office_.authority->certificate.pem());
    answer->emplace("agent", agent->name);
    answer->emplace("site", agent->site);
    log::detail("enrolled " + agent->name + " of \"" + agent->site + "\"");
    return web_json(*answer);
}

WebAnswer Enrolment::extend(const Caller& caller, const std::string& body) {
    if (!office_.authority)
        return diag::web_error(503,
                               "nothing is renewed now: the key of this desk's authority is "
                               "kept elsewhere");
    const auto document = json::parse(body);
    if (!document) return web_error(document.error());
    const auto request = request_in(*document);
    if (!request) return web_error(request.error());
    if (request->key_fingerprint() != caller.key)
        return diag::web_error(403, "a renewal is for the key that is known: enroll a new one");
    const auto agent = office_.known(caller);
    if (!agent) return web_error(agent.error());
    const auto answer = certified(*agent, *request);
    return answer ? web_json(*answer) : web_error(answer.error());
}

bool Enrolment::too_often(const std::string& agent) {
    const auto now = office_.clock.uptime();
    const std::lock_guard hold(mutex_);
    auto& times = issued_[agent];
    std::erase_if(times, [&](milliseconds each) { return now - each > hour; });
    if (times.size() >= most_an_hour) return true;
    times.push_back(now);
    return false;
}

Result<json::object> Enrolment::certified(const Agent& agent, const CertificateRequest& request) {
    const auto& authority = *office_.authority;
    if (office_.beliefs.taken_back(agent.key))
        return Error{Fault::refused, "a certificate of this agent's key was taken back"};
    if (too_often(agent.name))
        return Error{Fault::refused, "too many certificates of this agent within an hour"};
    auto subject = subject_of(Role::agent, agent.name, office_.clock.now(), agent_life);
    subject.until = std::min(subject.until, authority.certificate.not_after());
    const auto certificate = issue(subject, request, authority.certificate, authority.key);
    if (!certificate) return certificate.error();
    if (const auto kept = keep_issued(office_.home.directory(), *certificate); !kept)
        return kept.error();
    const auto noted = office_.update(
        agent.name, [&](Agent& it) { it.certificate_until = certificate->not_after(); });
    if (!noted) return noted.error();
    json::object answer{{"certificate", certificate->pem()}};
    const auto trust = office_.beliefs.now();
    if (trust->revoked) answer["revoked"] = trust->revoked->pem();
    json::array recipients;
    if (const auto recipient = certificate_from_file(office_.home.file("recipient.pem")))
        recipients.emplace_back(recipient->pem());
    answer["recipients"] = std::move(recipients);
    return answer;
}

}  // namespace diag::desk
