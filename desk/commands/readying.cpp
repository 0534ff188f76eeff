// SPDX-License-Identifier: Apache-2.0
#include "desk/commands/readying.hpp"

#include <algorithm>

#include "desk/commands/saying.hpp"
#include "platform/log.hpp"

namespace diag::desk {

using exchange::Request;

namespace {

/// Each one a recipient of this desk: sites seal for nobody else.
Result<std::vector<Certificate>> recipients_of(const Invocation& invocation, const Home& home,
                                               const exchange::Trust& trust, Time now) {
    auto files = invocation.values("--to");
    if (files.empty()) files.push_back(home.file("recipient.pem").native());
    std::vector<Certificate> recipients;
    for (const auto& file : files) {
        auto certificate = certificate_from_file(file);
        if (!certificate) return certificate.error();
        if (const auto fine = believed(*certificate, Role::recipient, trust, now); !fine)
            return Error{fine.error().fault, file + ": " + fine.error().what};
        recipients.push_back(std::move(*certificate));
    }
    return recipients;
}

/// Numbered and signed, after a site's own reader has found nothing wrong with it.
Result<std::string> signed_by(const Signer& signer, Request& request, const Home& home, Time now) {
    request.engineer = signer.certificate.fingerprint();
    const auto sequence = home.next_sequence(now);
    if (!sequence) return sequence.error();
    request.sequence = *sequence;
    const auto text = json::write_pretty(to_json(request));
    if (const auto read = exchange::request_from(text); !read) return read.error();
    auto document = cms::sign_document(text, signer.certificate, signer.key);
    if (document && document->size() > exchange::request_limit)
        return Error{Fault::full, "the request is too long: fewer recipients, a shorter reason"};
    return document;
}

}  // namespace

Result<Ready> made_ready(const Invocation& invocation, const Home& home, Request request, Time now,
                         const Signer* known) {
    const auto trust = home.trust();
    if (!trust) return trust.error();
    auto recipients = recipients_of(invocation, home, *trust, now);
    if (!recipients) return recipients.error();
    request.recipients = std::move(*recipients);
    auto signer = known ? Result<Signer>(*known) : signer_of(invocation, home, *trust, now);
    if (!signer) return signer.error();
    auto document = signed_by(*signer, request, home, now);
    if (!document) return document.error();
    return Ready{std::move(request), std::move(*signer), std::move(*document)};
}

void warn_of_early_ends(const Request& request, const Signer& signer) {
    if (signer.certificate.not_after() < request.not_after)
        log::warning("the engineer's certificate ends before the request does: it holds until " +
                     clock_text(signer.certificate.not_after()) + " only");
}

Time decided_until(const Request& request, const Signer& signer) {
    return std::min(request.not_after, signer.certificate.not_after());
}

json::object as_json(const Signer& signer, const Request& request) {
    return {{"id", request.id},
            {"agent", request.agent},
            {"sequence", request.sequence},
            {"engineer", signer.certificate.name()},
            {"not_before", to_text(request.not_before)},
            {"not_after", to_text(decided_until(request, signer))}};
}

}  // namespace diag::desk
