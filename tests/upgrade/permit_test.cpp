// SPDX-License-Identifier: Apache-2.0
#include "agent/upgrade/permit.hpp"

#include <doctest/doctest.h>

#include "platform/cms.hpp"
#include "tests/scratch.hpp"
#include "tests/upgrade/sample.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::upgrade;

namespace {

/// A server's agent.
struct Agent {
    Scratch scratch;
    Result<exchange::Identity> identity = exchange::agent_identity(scratch.path() / "state");
};

std::string with(std::string_view key, const json::value& value) {
    auto document = to_json(sample_permit());
    document.as_object()[key] = value;
    return json::write(document);
}

}  // namespace

TEST_CASE("permit: what was signed is read back whole") {
    const Agent agent;
    REQUIRE(agent.identity);
    const auto permit = sample_permit();
    const auto document = signed_permit(permit, *agent.identity);
    REQUIRE(document);
    const auto read = open_permit(*document, agent.identity->certificate);
    REQUIRE(read);
    CHECK(json::write(to_json(*read)) == json::write(to_json(permit)));
    CHECK(read->backup.file == permit.backup.file);
    CHECK(read->set_aside == permit.set_aside);
}

TEST_CASE("permit: one without a backup says so and stays one without") {
    auto permit = sample_permit();
    permit.with_backup = false;
    permit.backup = {};
    const auto read = permit_from(json::write(to_json(permit)));
    REQUIRE(read);
    CHECK_FALSE(read->with_backup);
}

TEST_CASE("permit: one whose server needs no backup of its own says so, which is no waiver") {
    auto permit = sample_permit();
    permit.with_backup = false;
    permit.backup_of_primary = true;
    permit.backup = {};
    CHECK(json::text_at(to_json(permit), "backup").value_or("") == "primary");
    const auto read = permit_from(json::write(to_json(permit)));
    REQUIRE(read);
    CHECK_FALSE(read->with_backup);
    CHECK(read->backup_of_primary);
    permit.backup_of_primary = false;
    CHECK_FALSE(permit_from(json::write(to_json(permit)))->backup_of_primary);
    CHECK_FALSE(permit_from(with("backup", "secondary")));
}

TEST_CASE("permit: another agent's is refused") {
    const Agent ours, other;
    const auto document = signed_permit(sample_permit(), *other.identity);
    REQUIRE(document);
    const auto read = open_permit(*document, ours.identity->certificate);
    REQUIRE(!read);
    CHECK(read.error().fault == Fault::refused);
    CHECK(read.error().what == "it was not signed by the agent of this server");
}

TEST_CASE("permit: a second signature beside ours is refused") {
    const Agent ours, other;
    const auto document = signed_permit(sample_permit(), *ours.identity);
    const auto both = cms::countersign(*document, other.identity->certificate, other.identity->key);
    REQUIRE(both);
    CHECK_FALSE(open_permit(*both, ours.identity->certificate));
}

TEST_CASE("permit: cut at any byte it is refused, and no changed byte changes what it says") {
    const Agent agent;
    const auto document = signed_permit(sample_permit(), *agent.identity);
    REQUIRE(document);
    for (std::size_t length = 0; length < document->size(); ++length) {
        CAPTURE(length);
        REQUIRE_FALSE(open_permit(document->substr(0, length), agent.identity->certificate));
        auto changed = *document;
        changed[length] = static_cast<char>(changed[length] ^ 1);
        // Of the certificate beside it only the key counts, and its own signature proves nothing.
        if (const auto read = open_permit(changed, agent.identity->certificate))
            REQUIRE(json::write(to_json(*read)) == json::write(to_json(sample_permit())));
    }
    CHECK_FALSE(open_permit(*document + "x", agent.identity->certificate));
    CHECK_FALSE(open_permit(std::string(permit_limit + 1, 'x'), agent.identity->certificate));
}

TEST_CASE("permit: every field is there, of its form, and no other") {
    const auto sound = to_json(sample_permit());
    REQUIRE(permit_from(json::write(sound)));
    for (const auto& [key, value] : sound.as_object()) {
        CAPTURE(std::string(key));
        auto less = sound;
        less.as_object().erase(key);
        REQUIRE_FALSE(permit_from(json::write(less)));
        REQUIRE_FALSE(permit_from(with(key, json::array{json::value(1)})));
    }
    const std::string short_digest(63, 'a');
    CHECK_FALSE(permit_from(with("more", 1)));
    CHECK_FALSE(permit_from(with("to", "")));
    CHECK_FALSE(permit_from(with("to", "3.34.0; reboot")));
    CHECK_FALSE(permit_from(with("program_root", "/opt/\nSAFR")));
    CHECK_FALSE(permit_from(with("machine", json::value(short_digest.c_str()))));
    CHECK_FALSE(permit_from(with("until", json::value(to_text(now).c_str()))));
    CHECK_FALSE(permit_from(with("until", json::value(to_text(now + 24h * 32).c_str()))));
}

TEST_CASE("permit: of a newer format only the format is told") {
    const auto read = permit_from(R"({"format": 2, "anything": []})");
    REQUIRE(!read);
    CHECK(read.error().fault == Fault::unsupported);
    CHECK(permit_from("[]").error().fault == Fault::malformed);
    CHECK(permit_from("").error().fault == Fault::malformed);
}
