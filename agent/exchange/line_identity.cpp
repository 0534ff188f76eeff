// SPDX-License-Identifier: Apache-2.0
#include "agent/exchange/line_identity.hpp"

#include "agent/exchange/fields.hpp"
#include "platform/cms.hpp"
#include "platform/text.hpp"

namespace diag::exchange {
namespace {

constexpr std::string_view type = "line identity";
constexpr std::size_t longest_name = 64;  // of a certificate (RFC 5280 ub-common-name)

Result<LineIdentity> read(const json::value& document) {
    Fields in(document, "a line identity");
    if (in.text("type") != type) in.fail("type", "\"line identity\"");
    LineIdentity what{.agent = in.text("agent"),
                      .authority = in.hex_digest("authority"),
                      .serial = in.natural("serial"),
                      .key = in.hex_digest("key"),
                      .request = in.text("request")};
    if (what.agent.empty() || what.agent.size() > longest_name ||
        printable(what.agent) != what.agent)
        in.fail("agent", "an agent's name");
    if (what.serial == 0) in.fail("serial", "more than 0");
    if (const auto problem = in.problem()) return *problem;
    return what;
}

}  // namespace

Result<std::string> sign_line_identity(const LineIdentity& what, const Identity& by) {
    const auto content = json::write_pretty(json::object{{"type", type},
                                                         {"agent", what.agent},
                                                         {"authority", what.authority},
                                                         {"serial", what.serial},
                                                         {"key", what.key},
                                                         {"request", what.request}});
    return cms::sign_document(content, by.certificate, by.key);
}

Result<ProvenLineIdentity> line_identity_from(std::string_view document) {
    if (document.size() > line_identity_limit)
        return Error{Fault::malformed, "a line identity is too long"};
    const auto opened = cms::open_document(document);
    if (!opened) return opened.error();
    if (opened->signers.size() != 1)
        return Error{Fault::refused, "a line identity has one signature"};
    const auto content = json::parse(opened->content);
    if (!content) return content.error();
    auto what = read(*content);
    if (!what) return what.error();
    auto request = CertificateRequest::from_pem(what->request, "\"request\"");
    if (!request) return request.error();
    if (request->key_fingerprint() != what->key)
        return Error{Fault::refused, "\"request\" is not by the key that is named"};
    const auto& signer = opened->signers.front().signer;
    if (signer.key_fingerprint() == what->key)
        return Error{Fault::refused, "the line's key is the agent's own"};
    return ProvenLineIdentity{std::move(*what), std::move(*request), signer};
}

}  // namespace diag::exchange
