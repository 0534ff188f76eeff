// SPDX-License-Identifier: Apache-2.0
#include "platform/authority.hpp"

#include <doctest/doctest.h>

#include "platform/cms.hpp"
#include "platform/programs.hpp"
#include "tests/scratch.hpp"
#include "tests/show.hpp"

using namespace diag;
using namespace std::chrono_literals;

namespace {

const Time now{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24}};

struct Holder {
    PrivateKey key;
    Certificate certificate;
};

Subject subject(Role role, std::string level = {}) {
    return {.role = role,
            .name = "somebody",
            .level = std::move(level),
            .host = {},
            .from = now - 1h,
            .until = now + 24h};
}

Holder authority(const std::string& name = "authority") {
    auto key = PrivateKey::generate();
    REQUIRE(key);
    auto whom = subject(Role::authority);
    whom.name = name;
    auto certificate = self_signed(whom, *key);
    REQUIRE(certificate);
    return {*key, *certificate};
}

Holder holder(const Holder& by, const Subject& whom) {
    auto key = PrivateKey::generate();
    REQUIRE(key);
    auto certificate = issue(whom, *key, by.certificate, by.key);
    REQUIRE(certificate);
    return {*key, *certificate};
}

RevocationList list(const Holder& by, const std::vector<Revocation>& revoked,
                    std::uint64_t number = 1) {
    auto made = RevocationList::make(revoked, number, now, now + 1h, by.certificate, by.key);
    REQUIRE(made);
    return *made;
}

std::string why(const Result<>& result) { return result ? "" : result.error().what; }

}  // namespace

TEST_CASE("authority: it vouches for its own, within their time") {
    const auto ours = authority();
    const auto engineer = holder(ours, subject(Role::engineer, "L3"));

    CHECK(vouched_for(engineer.certificate, ours.certificate, nullptr, now));
    CHECK(why(vouched_for(engineer.certificate, ours.certificate, nullptr, now + 25h))
              .find("expired") != std::string::npos);
    CHECK(why(vouched_for(engineer.certificate, ours.certificate, nullptr, now - 2h))
              .find("not yet valid") != std::string::npos);
}

TEST_CASE("authority: another one of the same name is not believed") {
    const auto ours = authority();
    const auto theirs = authority();
    const auto engineer = holder(theirs, subject(Role::engineer, "L3"));

    CHECK_FALSE(vouched_for(engineer.certificate, ours.certificate, nullptr, now));
}

TEST_CASE("authority: an engineer cannot vouch for others") {
    const auto ours = authority();
    const auto engineer = holder(ours, subject(Role::engineer, "L3"));
    const auto forged = holder(engineer, subject(Role::engineer, "L3"));

    CHECK_FALSE(vouched_for(forged.certificate, engineer.certificate, nullptr, now));
    CHECK_FALSE(vouched_for(forged.certificate, ours.certificate, nullptr, now));
}

TEST_CASE("authority: who is on the list is refused, also when a newer list is due") {
    const auto ours = authority();
    const auto gone = holder(ours, subject(Role::engineer, "L2"));
    const auto stays = holder(ours, subject(Role::engineer, "L2"));
    const auto revoked = list(ours, {{serial_of(gone.certificate), now}}, 7);

    CHECK(revoked.number() == 7);
    CHECK(revoked.revoked().size() == 1);
    CHECK(revoked.next() == now + 1h);
    CHECK(
        why(vouched_for(gone.certificate, ours.certificate, &revoked, now + 5h)).find("revoked") !=
        std::string::npos);
    CHECK(vouched_for(stays.certificate, ours.certificate, &revoked, now + 5h));
}

TEST_CASE("authority: another's list says nothing") {
    const auto ours = authority();
    const auto other = authority("other");
    const auto engineer = holder(ours, subject(Role::engineer, "L2"));
    const auto foreign = list(other, {});

    CHECK_FALSE(vouched_for(engineer.certificate, ours.certificate, &foreign, now));
    CHECK_FALSE(RevocationList::from_pem("-----BEGIN X509 CRL-----\nAA==\n", "crl.pem"));
}

TEST_CASE("authority: a role is the unit's word, borne out by the key's usage") {
    const auto ours = authority();
    const auto engineer = holder(ours, subject(Role::engineer, "L3"));
    CHECK(role_of(engineer.certificate) == Role::engineer);
    CHECK(level_of(engineer.certificate) == "L3");
    CHECK(role_of(ours.certificate) == Role::authority);
    CHECK(role_of(holder(ours, subject(Role::desk)).certificate) == Role::desk);
    CHECK(role_of(holder(ours, subject(Role::recipient)).certificate) == Role::recipient);
    CHECK_FALSE(role_of(holder(ours, subject(Role::engineer, "L9")).certificate));
    CHECK_FALSE(role_of(holder(ours, subject(Role::engineer)).certificate));
}

TEST_CASE("authority: a key asks for a certificate and stays where it is") {
    const auto ours = authority();
    const auto key = PrivateKey::generate();
    REQUIRE(key);
    const auto asked = CertificateRequest::make(*key, "whatever it says");
    REQUIRE(asked);
    const auto read = CertificateRequest::from_pem(asked->pem(), "request.pem");
    REQUIRE(read);

    const auto certificate = issue(subject(Role::agent), *read, ours.certificate, ours.key);
    REQUIRE(certificate);
    CHECK(certificate->belongs_to(*key));
    CHECK(certificate->name() == "somebody");
    CHECK(role_of(*certificate) == Role::agent);
}

TEST_CASE("authority: a request that was altered is none") {
    const auto key = PrivateKey::generate();
    REQUIRE(key);
    const auto asked = CertificateRequest::make(*key, "somebody");
    REQUIRE(asked);
    auto pem = asked->pem();
    for (std::size_t at = 60; at + 60 < pem.size(); at += 7) {
        auto altered = pem;
        altered[at] = altered[at] == 'A' ? 'B' : 'A';
        if (altered == pem) continue;
        CHECK_FALSE(CertificateRequest::from_pem(altered, "request.pem"));
    }
}

TEST_CASE("authority: a key under a passphrase opens with it alone, for openssl as well") {
    const auto key = PrivateKey::generate();
    REQUIRE(key);
    const auto pem = key->pem("correct horse");
    REQUIRE(pem);
    CHECK(pem->starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
    CHECK(PrivateKey::from_pem(*pem, "k", "correct horse"));
    for (const char* wrong : {"", "correct hors", "Correct horse"}) {
        const auto refused = PrivateKey::from_pem(*pem, "k", wrong);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().fault == Fault::denied);
    }
    const test::Scratch scratch;
    const auto stock = system_programs().run(
        {"openssl", "pkey", "-noout", "-check", "-in", scratch.file("k.pem", *pem).native(),
         "-passin", "pass:correct horse"},
        1 << 16, milliseconds{10'000});
    REQUIRE(stock);
    CHECK(stock->exit_code == 0);
}

TEST_CASE("authority: documents carry content and signers, for openssl as well") {
    const auto ours = authority();
    const auto first = holder(ours, subject(Role::engineer, "L3"));
    const auto second = holder(ours, subject(Role::engineer, "L2"));
    const std::string content = "{\"id\": 1}\n";
    const auto once = cms::sign_document(content, first.certificate, first.key);
    REQUIRE(once);
    const auto twice = cms::countersign(*once, second.certificate, second.key);
    REQUIRE(twice);

    const auto opened = cms::open_document(*twice);
    REQUIRE(opened);
    CHECK(opened->content == content);
    CHECK(opened->signers.size() == 2);
    CHECK_FALSE(cms::countersign(*once, first.certificate, first.key));
    CHECK_FALSE(cms::countersign(*twice, ours.certificate, ours.key));

    const test::Scratch scratch;
    const auto stock = system_programs().run(
        {"openssl", "cms", "-verify", "-inform", "DER", "-binary", "-in",
         scratch.file("d", *twice).native(), "-CAfile",
         scratch.file("ca.pem", ours.certificate.pem()).native(), "-no_check_time"},
        1 << 16, milliseconds{10'000});
    REQUIRE(stock);
    CHECK(stock->output == content);
    CHECK(stock->exit_code == 0);
}

TEST_CASE("authority: no byte of a document can change unnoticed, and none be missing") {
    const auto ours = authority();
    const auto engineer = holder(ours, subject(Role::engineer, "L3"));
    auto document = cms::sign_document("content", engineer.certificate, engineer.key);
    REQUIRE(document);
    document = cms::countersign(*document, ours.certificate, ours.key);
    CHECK_FALSE(document);  // an authority's key signs certificates, nothing else
    document = cms::sign_document("content", engineer.certificate, engineer.key);
    REQUIRE(document);
    for (std::size_t at = 0; at < document->size(); ++at) {
        auto altered = *document;
        altered[at] = static_cast<char>(altered[at] ^ 0x20);
        // The certificate inside is proven by the authority, all else by the signature.
        const auto opened = cms::open_document(altered);
        CHECK_FALSE((opened &&
                     vouched_for(opened->signers.front().signer, ours.certificate, nullptr, now)));
        CHECK_FALSE(cms::open_document(document->substr(0, at)));
    }
    CHECK_FALSE(cms::open_document(*document + '\0'));
}
