// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/certifying.hpp"

#include "agent/commands/desk_line.hpp"
#include "agent/commands/record.hpp"
#include "platform/authority.hpp"
#include "platform/text.hpp"

namespace diag::commands {

Result<json::value> said_by_desk(const HttpAnswer& answer) {
    auto document = json::parse(answer.body);
    const auto said = document ? json::text_at(*document, "error") : std::nullopt;
    if (answer.status != 200)
        return Error{Fault::denied, "the desk answered " + std::to_string(answer.status) +
                                        (said ? ": " + printable(*said) : "")};
    return document;
}

Result<bool> take_list(const std::filesystem::path& state, std::string_view pem,
                       std::string_view who) {
    const auto list = RevocationList::from_pem(pem, "the desk's revocation list");
    if (!list) return list.error();
    const auto trust = exchange::trust_in(state / "trust");
    if (!trust) return trust.error();
    const bool newer = !trust->revoked || list->number() > trust->revoked->number();
    if (newer && list->issued_by(trust->authority)) {
        const auto said =
            record(state, ledger::Kind::trust,
                   {{"desk", trust->authority.name()},
                    {"who", who},
                    {"why", "revocation list " + std::to_string(list->number()) + ", " +
                                std::to_string(list->revoked().size()) + " revoked"}});
        if (!said) return said.error();
    }
    return exchange::renew_revocations(state / "trust", *list);
}

Result<Certificate> take_over(const std::filesystem::path& state, const json::value& answer,
                              const Certificate& authority, std::string_view why) {
    const auto pem = json::text_at(answer, "certificate");
    if (!pem) return Error{Fault::malformed, "the desk's answer holds no certificate"};
    const auto certificate = Certificate::from_pem(*pem, "the desk's answer");
    if (!certificate) return certificate.error();
    if (!certificate->issued_by(authority))
        return Error{Fault::refused, "the certificate is not by the desk's own authority"};
    if (const auto list = json::text_at(answer, "revoked"))
        if (const auto taken = take_list(state, *list, "the desk"); !taken) return taken.error();
    const auto said = record(state, ledger::Kind::enrolment,
                             {{"desk", authority.name()},
                              {"agent", certificate->name()},
                              {"fingerprint", certificate->fingerprint()},
                              {"until", to_text(certificate->not_after())},
                              {"who", "safr-diag"},
                              {"why", why}});
    if (!said) return said.error();
    if (const auto taken = exchange::take_certificate(state, *certificate); !taken)
        return taken.error();
    return certificate;
}

Result<> goes_on_from(const Certificate& held, const json::value& answer) {
    const auto pem = json::text_at(answer, "certificate");
    if (!pem) return Error{Fault::malformed, "the desk's answer holds no certificate"};
    const auto fresh = Certificate::from_pem(*pem, "the desk's answer");
    if (!fresh) return fresh.error();
    if (fresh->name() != held.name())
        return Error{Fault::refused, "the desk's answer is a certificate of another name"};
    if (fresh->not_after() <= held.not_after())
        return Error{Fault::refused, "the desk's answer ends no later than what is held"};
    return {};
}

Result<Certificate> renew_certificate(const std::filesystem::path& state, const std::string& base,
                                      upload::Server& desk) {
    const auto identity = exchange::agent_identity(state);
    if (!identity) return identity.error();
    const auto trust = desk_believed(state);
    if (!trust) return trust.error();
    const auto asked = CertificateRequest::make(identity->key, identity->certificate.name());
    if (!asked) return asked.error();
    const auto body = json::write(json::object{{"request", asked->pem()}});
    const auto answer = desk.ask({.method = "POST",
                                  .target = base + "/v1/renew",
                                  .headers = {{"Content-Type", "application/json"}},
                                  .body = body});
    if (!answer) return answer.error();
    const auto said = said_by_desk(*answer);
    if (!said) return said.error();
    if (const auto on = goes_on_from(identity->certificate, *said); !on) return on.error();
    return take_over(state, *said, trust->authority, "renewed");
}

}  // namespace diag::commands
