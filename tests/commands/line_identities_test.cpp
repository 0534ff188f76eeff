// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/line_identities.hpp"

#include <doctest/doctest.h>

#include "agent/exchange/identity.hpp"
#include "agent/exchange/line_identity.hpp"
#include "platform/files.hpp"
#include "platform/json.hpp"
#include "platform/line_certificate.hpp"
#include "tests/scratch.hpp"

using namespace diag;
using commands::LineIdentities;
using test::Scratch;

namespace {

constexpr std::chrono::days day{1};

/// A site that believes a desk, and the desk's authority.
struct Site {
    Site() : key(*PrivateKey::generate()), authority(*made(key)), identities(scratch.path()) {
        REQUIRE(exchange::agent_identity(scratch.path()));
        REQUIRE(exchange::begin_trust(scratch.path() / "trust", authority));
    }
    static Result<Certificate> made(const PrivateKey& key) {
        return self_signed({.role = Role::authority,
                            .name = "desk",
                            .level = {},
                            .host = {},
                            .from = system_clock().now() - day,
                            .until = system_clock().now() + 100 * day},
                           key);
    }
    std::string name() const {
        return exchange::agent_identity(scratch.path())->certificate.name();
    }
    /// The desk's answer for a line key.
    std::string answer(const PrivateKey& line, const std::string& agent) const {
        const auto request = CertificateRequest::make(line, "line");
        const auto certificate =
            issue_line_certificate(agent, system_clock().now() - day, system_clock().now() + day,
                                   *request, authority, key);
        return json::write(json::object{{"certificate", certificate->pem()}});
    }
    bool on_record() const {
        const auto text = system_files().read(scratch.path() / "ledger" / "ledger.jsonl", 1 << 20);
        return text && text->find("the line, serial") != text->npos;
    }

    Scratch scratch;
    PrivateKey key;
    Certificate authority;
    LineIdentities identities;
};

std::string request_of(const PrivateKey& key) {
    return CertificateRequest::make(key, "line")->pem();
}

}  // namespace

TEST_CASE("line identities: a serial is given once, also over restarts") {
    Site site;
    CHECK(site.identities.next_serial() == 1);
    CHECK(LineIdentities(site.scratch.path()).next_serial() == 2);
    REQUIRE(site.identities.go_above(40));
    CHECK(site.identities.next_serial() == 41);
    REQUIRE(site.identities.go_above(3));
    CHECK(site.identities.next_serial() == 42);
    CHECK(LineIdentities(site.scratch.path()).next_serial() == 43);
}

TEST_CASE("line identities: where the disk takes no serial it is counted in memory") {
    Site site;
    const auto file = site.scratch.path() / "identity" / "line.serial";
    CHECK(site.identities.next_serial() == 1);
    std::filesystem::remove(file);
    std::filesystem::create_directories(file / "in the way");
    CHECK(site.identities.next_serial() == 2);
    REQUIRE(site.identities.go_above(40));
    CHECK(site.identities.next_serial() == 41);
}

TEST_CASE("line identities: a count that is damaged begins anew, and the desk moves it") {
    Site site;
    REQUIRE(replace_file(site.scratch.path() / "identity" / "line.serial", "rubbish\n"));
    CHECK(site.identities.next_serial() == 1);
    REQUIRE(site.identities.go_above(40));
    CHECK(site.identities.next_serial() == 41);
}

TEST_CASE("line identities: a desk's word moves the count by so much and no further") {
    Site site;
    const auto far = site.identities.go_above(LineIdentities::longest_jump + 1);
    REQUIRE(!far);
    CHECK(far.error().fault == Fault::refused);
    CHECK(far.error().what.find("line.serial") != std::string::npos);
    CHECK(site.identities.next_serial() == 1);
    REQUIRE(site.identities.go_above(1'000));
    CHECK(site.identities.go_above(2'000).error().fault == Fault::refused);
    CHECK(site.identities.next_serial() == 1'001);
}

TEST_CASE("line identities: the certificate for the key just signed is taken, and kept on record") {
    Site site;
    const auto line = *PrivateKey::generate();
    const auto document = site.identities.sign(1, request_of(line));
    REQUIRE(document);
    CHECK(exchange::line_identity_from(*document)->what.authority == site.authority.fingerprint());
    CHECK(!site.identities.certified_before());
    CHECK(!site.on_record());
    REQUIRE(site.identities.go_above(1'000));
    REQUIRE(site.identities.take(site.answer(line, site.name())));
    CHECK(!site.on_record());
    REQUIRE(site.identities.keep(1));
    CHECK(site.on_record());
    CHECK(site.identities.go_above(2'000));  // once more, as one was taken
    CHECK(site.identities.certified_before());
}

TEST_CASE("line identities: what is older, another's, or for another purpose is not taken") {
    Site site;
    const auto before = *PrivateKey::generate(), line = *PrivateKey::generate();
    REQUIRE(site.identities.sign(1, request_of(before)));
    const auto old = site.answer(before, site.name());
    REQUIRE(site.identities.sign(2, request_of(line)));
    CHECK(!site.identities.take(old));
    CHECK(!site.identities.take(site.answer(line, "agent-other")));
    CHECK(!site.identities.take("{}"));
    const auto agents = issue({.role = Role::agent,
                               .name = site.name(),
                               .level = {},
                               .host = {},
                               .from = system_clock().now() - day,
                               .until = system_clock().now() + day},
                              line, site.authority, site.key);
    CHECK(!site.identities.take(json::write(json::object{{"certificate", agents->pem()}})));
    Site other;
    CHECK(!site.identities.take(other.answer(line, site.name())));
    CHECK(!site.on_record());
    CHECK(!site.identities.certified_before());
}

TEST_CASE("line identities: the agent's own key is never signed for") {
    Site site;
    const auto identity = exchange::agent_identity(site.scratch.path());
    CHECK(site.identities.sign(1, request_of(identity->key)).error().fault == Fault::refused);
}
