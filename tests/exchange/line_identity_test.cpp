// SPDX-License-Identifier: Apache-2.0
#include "agent/exchange/line_identity.hpp"

#include <doctest/doctest.h>

#include "platform/cms.hpp"
#include "platform/digest.hpp"
#include "platform/line_certificate.hpp"

using namespace diag;
using exchange::LineIdentity;

namespace {

constexpr std::chrono::days day{1};

exchange::Identity agent() {
    auto key = PrivateKey::generate();
    auto certificate = self_signed({.role = Role::agent,
                                    .name = "agent-1",
                                    .level = {},
                                    .host = {},
                                    .from = system_clock().now() - day,
                                    .until = system_clock().now() + day},
                                   *key);
    return {std::move(*certificate), std::move(*key)};
}

LineIdentity about(const PrivateKey& key) {
    const auto request = CertificateRequest::make(key, "line");
    return {.agent = "agent-1",
            .authority = std::string(64, 'a'),
            .serial = 7,
            .key = request->key_fingerprint(),
            .request = request->pem()};
}

}  // namespace

TEST_CASE("exchange: a line identity says again what was signed, and who signed it") {
    const auto signer = agent();
    const auto key = PrivateKey::generate();
    const auto document = exchange::sign_line_identity(about(*key), signer);
    REQUIRE(document);
    const auto read = exchange::line_identity_from(*document);
    REQUIRE(read);
    CHECK(read->what.serial == 7);
    CHECK(read->request.key_fingerprint() == read->what.key);
    CHECK(read->signer.fingerprint() == signer.certificate.fingerprint());
}

TEST_CASE("exchange: no byte of a line identity can change, and its signer stay the same") {
    const auto signer = agent();
    const auto what = about(*PrivateKey::generate());
    const auto document = exchange::sign_line_identity(what, signer);
    REQUIRE(document);
    std::size_t refused = 0, all = 0;
    for (std::size_t at = 0; at < document->size(); at += 7, ++all) {
        auto other = *document;
        other[at] = static_cast<char>(other[at] ^ 1);
        const auto read = exchange::line_identity_from(other);
        if (!read) {
            ++refused;
            continue;
        }
        // A byte of the certificate: whoever reads proves it against the authority.
        CHECK_MESSAGE(read->signer.fingerprint() != signer.certificate.fingerprint(), at);
        CHECK(read->what.key == what.key);
        CHECK(read->what.serial == what.serial);
    }
    CHECK(refused > all / 2);
}

TEST_CASE(
    "exchange: a line identity for the agent's own key, or another key than asks, is refused") {
    const auto signer = agent();
    const auto own = exchange::sign_line_identity(about(signer.key), signer);
    REQUIRE(own);
    CHECK(exchange::line_identity_from(*own).error().fault == Fault::refused);
    auto other = about(*PrivateKey::generate());
    other.key = std::string(64, 'b');
    const auto another = exchange::sign_line_identity(other, signer);
    REQUIRE(another);
    CHECK(exchange::line_identity_from(*another).error().fault == Fault::refused);
}

TEST_CASE("exchange: no other document is taken for a line identity, nor one without a serial") {
    const auto signer = agent();
    auto none = about(*PrivateKey::generate());
    none.serial = 0;
    CHECK(!exchange::line_identity_from(*exchange::sign_line_identity(none, signer)));
    const auto checkpoint = cms::sign_document(R"({"type": "ledger checkpoint", "n": 1})",
                                               signer.certificate, signer.key);
    REQUIRE(checkpoint);
    CHECK(!exchange::line_identity_from(*checkpoint));
    CHECK(!exchange::line_identity_from(std::string(exchange::line_identity_limit + 1, 'x')));
}

TEST_CASE("exchange: a line's certificate is of no role, and signs nothing that is believed") {
    const auto signer = agent();
    const auto key = PrivateKey::generate();
    const auto request = CertificateRequest::make(*key, "line");
    const auto certificate =
        issue_line_certificate("agent-1", system_clock().now() - day, system_clock().now() + day,
                               *request, signer.certificate, signer.key);
    REQUIRE(certificate);
    CHECK(is_line_certificate(*certificate));
    CHECK(!role_of(*certificate));
    CHECK(!is_line_certificate(signer.certificate));
}
