// SPDX-License-Identifier: Apache-2.0
#include "platform/certificate.hpp"

#include "tests/scratch.hpp"
#include "tests/show.hpp"

using namespace diag;

namespace {

struct Pair {
    PrivateKey key;
    Certificate certificate;
};

Subject subject(Role role, std::string level = {}) {
    const auto now = system_clock().now();
    return {.role = role,
            .name = "somebody",
            .level = std::move(level),
            .host = role == Role::desk ? "desk.example.org" : "",
            .from = now - std::chrono::hours{1},
            .until = now + std::chrono::hours{1}};
}

Pair own(Role role) {
    const auto key = PrivateKey::generate();
    REQUIRE(key);
    const auto certificate = self_signed(subject(role), *key);
    REQUIRE(certificate);
    return {*key, *certificate};
}

std::string refusal(const std::string& pem) {
    const auto certificate = Certificate::from_pem(pem, "to.pem");
    REQUIRE_FALSE(certificate);
    CHECK(certificate.error().fault == Fault::malformed);
    return certificate.error().what;
}

}  // namespace

TEST_CASE("certificate: what was made reads back the same") {
    const auto made = own(Role::engineer);
    const auto read = Certificate::from_pem(made.certificate.pem(), "x");

    REQUIRE(read);
    CHECK(read->fingerprint() == made.certificate.fingerprint());
    CHECK(read->fingerprint().size() == 64);
    CHECK(read->name() == "somebody");
    CHECK(read->unit() == "engineer");
    CHECK(read->belongs_to(made.key));
    CHECK_FALSE(read->belongs_to(own(Role::agent).key));
}

TEST_CASE("certificate: each role may do what it is for and nothing else") {
    for (const auto role :
         {Role::authority, Role::agent, Role::recipient, Role::engineer, Role::desk}) {
        const auto certificate = own(role).certificate;
        CAPTURE(std::string(name_of(role)));
        CHECK(certificate.may_agree_keys() == (role == Role::recipient));
        CHECK(certificate.may_sign() ==
              (role == Role::agent || role == Role::engineer || role == Role::desk));
    }
}

TEST_CASE("certificate: who issued it is proven by signature, not by name") {
    const auto authority = own(Role::authority);
    const auto namesake = own(Role::authority);
    const auto key = PrivateKey::generate();
    REQUIRE(key);

    const auto issued =
        issue(subject(Role::engineer, "L3"), *key, authority.certificate, authority.key);

    REQUIRE(issued);
    CHECK(issued->unit() == "engineer L3");
    CHECK(issued->issued_by(authority.certificate));
    CHECK_FALSE(issued->issued_by(namesake.certificate));
    CHECK_FALSE(issued->self_signed());
    CHECK(authority.certificate.self_signed());
}

TEST_CASE("certificate: a desk is known by its name or its numeric address, and by no other") {
    const auto key = PrivateKey::generate();
    REQUIRE(key);
    auto who = subject(Role::desk);
    for (const std::string host : {"desk.example.org", "10.1.2.3", "2001:db8::7"}) {
        CAPTURE(host);
        who.host = host;
        const auto certificate = self_signed(who, *key);
        REQUIRE(certificate);
        CHECK(certificate->alternative_names() == std::vector<std::string>{host});
        CHECK(certificate->is_for(host));
        CHECK_FALSE(certificate->is_for("10.1.2.4"));
    }
    who.host = "a.example.org,DNS:b.example.org";
    const auto odd = self_signed(who, *key);
    REQUIRE(odd);
    CHECK_FALSE(odd->is_for("b.example.org"));
}

TEST_CASE("certificate: a lifetime without end is kept to the second") {
    const auto key = PrivateKey::generate();
    REQUIRE(key);
    auto who = subject(Role::agent);
    who.from = Time{std::chrono::sys_days{std::chrono::year{2020} / 1 / 1}};
    who.until = no_expiry();

    const auto certificate = self_signed(who, *key);

    REQUIRE(certificate);
    CHECK(certificate->not_before() == who.from);
    CHECK(certificate->not_after() == who.until);
    CHECK(to_text(no_expiry()) == "9999-12-31T23:59:59.000Z");
}

TEST_CASE("certificate: a file that is none is told for what it is") {
    CHECK(refusal("hello").find("to.pem is no certificate") == 0);
    CHECK(refusal(*own(Role::agent).key.pem()).find("is a private key") != std::string::npos);
    CHECK(refusal("-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n")
              .find("is a request") != std::string::npos);
    const auto pem = own(Role::agent).certificate.pem();
    CHECK(refusal(pem + pem).find("more than one") != std::string::npos);
    CHECK(refusal(pem.substr(0, pem.size() / 2)).find("is no certificate") != std::string::npos);
}

TEST_CASE(
    "certificate: a certificate altered anywhere is no longer self-signed, or no certificate") {
    const auto pem = own(Role::agent).certificate.pem();
    const auto whole = Certificate::from_pem(pem, "x")->fingerprint();
    for (std::size_t at = 40; at + 40 < pem.size(); at += 3) {
        auto changed = pem;
        changed[at] = changed[at] == 'A' ? 'B' : 'A';
        const auto read = Certificate::from_pem(changed, "x");
        if (read && read->fingerprint() != whole) CHECK_FALSE(read->self_signed());
    }
}

TEST_CASE("certificate: whether it may receive depends on the time and on its use") {
    const auto now = system_clock().now();
    const auto recipient = own(Role::recipient).certificate;

    CHECK(may_receive(recipient, "to.pem", now));
    CHECK(may_receive(recipient, "to.pem", now + std::chrono::hours{2})
              .error()
              .what.find("to.pem expired") == 0);
    CHECK(may_receive(recipient, "to.pem", now - std::chrono::hours{2})
              .error()
              .what.find("to.pem is not yet valid") == 0);
    CHECK(may_receive(own(Role::agent).certificate, "to.pem", now)
              .error()
              .what.find("lacks key agreement") != std::string::npos);
}

TEST_CASE("key: what was made reads back, and what is none is told for what it is") {
    const auto made = own(Role::agent);
    const auto pem = made.key.pem();
    REQUIRE(pem);
    const auto refusal_of = [](const std::string& text) {
        const auto key = PrivateKey::from_pem(text, "x.key");
        REQUIRE_FALSE(key);
        return key.error().what;
    };

    CHECK(made.certificate.belongs_to(*PrivateKey::from_pem(*pem, "x.key")));
    CHECK(refusal_of("hello").find("x.key is no private key") == 0);
    CHECK(refusal_of(made.certificate.pem()).find("is a certificate, not a private key") !=
          std::string::npos);
    CHECK(refusal_of("-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAAA\n"
                     "-----END ENCRYPTED PRIVATE KEY-----\n")
              .find("protected by a passphrase") != std::string::npos);
}

TEST_CASE("certificate: a file is read by its path, and the path is in every refusal") {
    test::Scratch scratch;
    const auto made = own(Role::agent);
    const auto file = scratch.file("a.pem", made.certificate.pem());

    CHECK(certificate_from_file(file)->fingerprint() == made.certificate.fingerprint());
    CHECK(certificate_from_file(scratch.path() / "none").error().fault == Fault::absent);
    CHECK(private_key_from_file(file).error().what.find(file.native()) == 0);
}
