// SPDX-License-Identifier: Apache-2.0
#include "desk/commands/signing.hpp"

#include <algorithm>

#include "desk/commands/keys.hpp"
#include "desk/commands/saying.hpp"
#include "platform/files.hpp"
#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::desk {
namespace {

namespace fs = std::filesystem;
using exchange::Request;

std::string file_of(const Invocation& invocation, const Home& home, std::string_view option,
                    std::string_view fallback) {
    return invocation.value(option, home.file(fallback).native());
}

std::string disclosure_text(const Request& request) {
    if (request.disclosure == exchange::Disclosure::findings)
        return "findings only: rule ids and numbers, no raw data";
    return "a redacted bundle of at most " + bytes_text(request.bytes);
}

std::string validity_text(const Request& request, Time now) {
    const auto text = clock_text(request.not_before) + " to " + clock_text(request.not_after);
    if (now > request.not_after) return text + ": over";
    return now < request.not_before ? text + ": not yet" : text;
}

std::string parameters_text(const Request& request) {
    std::string text;
    for (const auto& [key, value] : request.parameters)
        text += (text.empty() ? "" : ", ") + key + " = " + std::to_string(value);
    return text;
}

std::string signer_text(const cms::Signed& signer, const exchange::Trust* trust, Time now) {
    const auto belief = belief_in(signer, trust, now);
    std::string text = labelled("signed by", signer.signer.name() + " (" + signer.signer.unit() +
                                                 "), " + clock_text(signer.signed_at));
    text += labelled("", "SHA-256 " + signer.signer.fingerprint());
    if (!belief.asked)
        return text + labelled("", "not compared with a desk: give --desk DIR to be sure");
    return text + labelled("", belief.against.empty() ? "an engineer of this desk"
                                                      : "not believed: " + belief.against);
}

}  // namespace

Result<Signer> signer_of(const Invocation& invocation, const Home& home,
                         const exchange::Trust& trust, Time now, std::string_view key_name) {
    const fs::path file = file_of(invocation, home, certificate_option.name, "engineer.pem");
    auto certificate = certificate_from_file(file);
    if (!certificate) return certificate.error();
    if (const auto fine = believed(*certificate, Role::engineer, trust, now); !fine)
        return fine.error();
    const fs::path key_file = file_of(invocation, home, key_name, "engineer.key");
    auto key = unlocked(key_file, invocation, passphrase_option.name);
    if (!key) return key.error();
    if (!certificate->belongs_to(*key))
        return Error{Fault::refused, key_file.native() + " is not the key of " + file.native()};
    return Signer{std::move(*certificate), std::move(*key)};
}

Result<SignedRequest> signed_request(const fs::path& file) {
    auto document = system_files().read(file, exchange::request_limit);
    if (!document && document.error().fault == Fault::full)
        return Error{Fault::malformed, file.native() + " is longer than a request may be"};
    if (!document) return document.error();
    return request_in(std::move(*document), file.native());
}

Result<SignedRequest> request_in(std::string document, const std::string& name) {
    const auto bad = [&](const Error& error) {
        return Error{error.fault, name + ": " + error.what};
    };
    auto opened = cms::open_document(document);
    if (!opened) return bad(opened.error());
    auto request = exchange::request_from(opened->content);
    if (!request) return bad(request.error());
    const auto is_author = [&](const cms::Signed& signer) {
        return signer.signer.fingerprint() == request->engineer;
    };
    if (std::ranges::none_of(opened->signers, is_author))
        return bad({Fault::refused, "who asks has not signed it"});
    std::partition(opened->signers.begin(), opened->signers.end(), is_author);
    return SignedRequest{std::move(*request), std::move(opened->signers), std::move(document)};
}

Belief belief_in(const cms::Signed& signer, const exchange::Trust* trust, Time now) {
    if (!trust) return {};
    const auto fine = believed(signer.signer, Role::engineer, *trust, now);
    return {true, fine ? std::string() : fine.error().what};
}

std::string as_text(const SignedRequest& signed_request, const exchange::Trust* trust, Time now) {
    const auto& request = signed_request.request;
    std::string text = "Request " + request.id + "\n\n";
    text += labelled("to the agent", request.agent);
    if (!request.site.empty()) text += labelled("at the site", request.site);
    if (!request.case_number.empty()) text += labelled("case", request.case_number);
    std::string_view label = "reason";
    for (const auto line : lines_of(request.reason)) {
        text += labelled(label, std::string(line));
        label = "";
    }
    text += labelled("collectors", joined(request.collectors));
    if (!request.parameters.empty()) text += labelled("with", parameters_text(request));
    text += labelled("window", clock_text(request.since) + " to " + clock_text(request.until));
    text += labelled("may let out", disclosure_text(request));
    text += labelled("may take", duration_text(request.span));
    text += labelled("is valid", validity_text(request, now));
    for (const auto& recipient : request.recipients)
        text += labelled("readable by", recipient.name() + ", SHA-256 " + recipient.fingerprint());
    for (const auto& signer : signed_request.signers) text += signer_text(signer, trust, now);
    return text;
}

json::object as_json(const SignedRequest& signed_request, const exchange::Trust* trust, Time now) {
    json::array signers;
    for (const auto& each : signed_request.signers) {
        const auto belief = belief_in(each, trust, now);
        signers.push_back(json::object{
            {"name", each.signer.name()},
            {"unit", each.signer.unit()},
            {"sha256", each.signer.fingerprint()},
            {"signed_at", to_text(each.signed_at)},
            {"believed", belief.asked ? json::value(belief.against.empty()) : json::value()},
            {"why_not", belief.against}});
    }
    return {{"request", exchange::to_json(signed_request.request)},
            {"signers", std::move(signers)}};
}

Result<> keep_document(const fs::path& file, std::string_view document) {
    if (const auto free = not_there_yet(file); !free) return free.error();
    return replace_file(file, document, 0644);
}

}  // namespace diag::desk
