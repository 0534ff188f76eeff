// SPDX-License-Identifier: Apache-2.0
#include "agent/exchange/line.hpp"

#include <doctest/doctest.h>

#include <functional>

#include "tests/show.hpp"

using namespace diag;
using namespace diag::exchange::line;

namespace {

const Time at{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24} + std::chrono::hours{9}};

/// One of each kind, every member set.
std::vector<Message> one_of_each() {
    return {Hello{"0.1.0", "0190a0a0-0000-7000-8000-000000000001", 7, at},
            Staged{"r-1", "granted", at, "because", "uid 0", "b-1"},
            Moved{"r-1", "nfs", 0.25, 1'234'567'890'123},
            Health{at, {{"disk.space.low", "critical", 2}, {"nfs.slow", "warning", 1}}},
            Checkpoint{std::string("\0\x30\xff", 3)},
            Asked{"a signed document"},
            Noted{"r-1", "granted"},
            Revoked{"-----BEGIN X509 CRL-----\nMIIB\n-----END X509 CRL-----\n"},
            Bye{"two of you", true}};
}

json::value text(std::string_view words) { return json::value(words); }

Fault fault_of(const Result<Message>& message) {
    return message ? Fault::bug : message.error().fault;
}

Fault fault_of(std::string_view message) { return fault_of(message_from(message)); }

/// What the reader says of the message with that member changed.
Result<Message> altered(const Message& message, std::string_view key, json::value with) {
    auto document = to_json(message);
    document.as_object()[key] = std::move(with);
    return message_from(document);
}

}  // namespace

TEST_CASE("line: each kind of message survives writing and reading") {
    const auto all = one_of_each();
    REQUIRE(all.size() == std::variant_size_v<Message>);
    for (const auto& message : all) {
        const auto text = text_of(message);
        CAPTURE(text);
        const auto read = message_from(text);
        REQUIRE(read);
        CHECK(read->index() == message.index());
        CHECK(text_of(*read) == text);
        CHECK(text.find('\n') == std::string::npos);
    }
}

TEST_CASE("line: what is read is what was written") {
    const auto all = one_of_each();
    const auto stage = message_from(text_of(all[1]));
    const auto health = message_from(text_of(all[3]));
    const auto checkpoint = message_from(text_of(all[4]));

    REQUIRE(stage);
    const auto& staged = std::get<Staged>(*stage);
    CHECK(staged.at == at);
    CHECK(staged.why + staged.by + staged.bundle == "becauseuid 0b-1");
    REQUIRE(health);
    CHECK(std::get<Health>(*health).findings[0].count == 2);
    REQUIRE(checkpoint);
    CHECK(std::get<Checkpoint>(*checkpoint).document == std::string("\0\x30\xff", 3));
}

TEST_CASE("line: members that may be left out are") {
    const auto text = text_of(Staged{"r-1", "granted", at, "", "", ""});

    CHECK(text.find("why") == std::string::npos);
    const auto read = message_from(text);
    REQUIRE(read);
    CHECK(std::get<Staged>(*read).by.empty());
}

TEST_CASE("line: unknown members are passed over, an unknown kind is unsupported") {
    const auto read = altered(Noted{"r-1", "granted"}, "colour", "blue");
    REQUIRE(read);
    CHECK(std::get<Noted>(*read).request == "r-1");

    CHECK(fault_of(R"({"kind":"weather","sky":"blue"})") == Fault::unsupported);
    CHECK(fault_of(R"({"kind":""})") == Fault::unsupported);
}

TEST_CASE("line: what is no object with a kind is malformed") {
    for (const std::string_view text :
         {"", "{", "[]", "7", "null", "{}", R"({"kind":7})", R"({"kind":null})",
          R"({"kind":"noted"})", R"({"kind":"noted","request":"r-1","stage")"}) {
        CAPTURE(text);
        CHECK(fault_of(text) == Fault::malformed);
    }
}

TEST_CASE("line: a member of another type is malformed, and named") {
    for (const auto& message : one_of_each()) {
        const auto document = to_json(message);
        for (const auto& [key, member] : document.get_object()) {
            // A list that is none reads as empty, a flag that is none as false: nothing depends on
            // them.
            if (key == "kind" || key == "findings" || key == "doubled") continue;
            for (const auto& other : {json::value(json::object{}), json::value(nullptr),
                                      json::value(true), json::value(json::array{1})}) {
                CAPTURE(json::write(document));
                CAPTURE(std::string(key));
                const auto read = altered(message, key, other);
                CHECK(fault_of(read) == Fault::malformed);
                if (!read)
                    CHECK(read.error().what.find("\"" + std::string(key) + "\"") !=
                          std::string::npos);
            }
        }
    }
}

TEST_CASE("line: numbers out of range are malformed") {
    const Moved moved{"r-1", "nfs", 0.5, 1};
    for (const double share : {-0.1, 1.1, 1e300}) {
        CAPTURE(share);
        CHECK(fault_of(altered(moved, "share", share)) == Fault::malformed);
    }
    CHECK(fault_of(altered(moved, "bytes", -1)) == Fault::malformed);
    CHECK(fault_of(altered(moved, "bytes", 1.5)) == Fault::malformed);
    CHECK(fault_of(altered(moved, "bytes", 1e30)) == Fault::malformed);
    CHECK(altered(moved, "share", 0));
    CHECK(altered(moved, "share", 1));
}

TEST_CASE("line: names have a length, and are printable") {
    const Noted noted{"r-1", "granted"};

    CHECK(altered(noted, "request", text(std::string(200, 'r'))));
    CHECK(fault_of(altered(noted, "request", text(std::string(201, 'r')))) == Fault::malformed);
    CHECK(fault_of(altered(noted, "request", "")) == Fault::malformed);
    CHECK(fault_of(altered(noted, "request", "r\x1b[2J")) == Fault::malformed);
    CHECK(fault_of(altered(noted, "request", "r\xff")) == Fault::malformed);
}

TEST_CASE("line: words that would not be read are made to fit where they are written") {
    std::string long_words = "w";
    for (int i = 0; i < 2000; ++i) long_words += "\u00e9";
    const auto cut = message_from(text_of(Staged{"r-1", "refused", at, long_words, "me", ""}));
    const auto odd = message_from(text_of(Bye{"\x1b[2J\xff", false}));

    REQUIRE(cut);
    CHECK(std::get<Staged>(*cut).why.size() == 1999);
    CHECK(odd);
}

TEST_CASE("line: documents are base64 of at least a byte") {
    const Asked asked{"document"};

    CHECK(fault_of(altered(asked, "document", "")) == Fault::malformed);
    CHECK(fault_of(altered(asked, "document", "%%%%")) == Fault::malformed);
    CHECK(altered(asked, "document", "QQ=="));
}

TEST_CASE("line: times are ours, to the letter") {
    const Health health{at, {}};

    for (const auto* time : {"", "now", "2026-11-24", "2026-13-24T09:00:00.000Z"}) {
        CAPTURE(time);
        CHECK(fault_of(altered(health, "at", time)) == Fault::malformed);
    }
}

TEST_CASE("line: findings are counted, at most 500 kinds, each whole") {
    Health health{at, {}};
    for (int i = 0; i < 500; ++i) health.findings.push_back({"id", "warning", 1});
    CHECK(message_from(text_of(health)));

    health.findings.push_back({"id", "warning", 1});
    CHECK(fault_of(message_from(text_of(health))) == Fault::malformed);
    const json::array without_id{json::object{{"severity", "warning"}, {"count", 1}}};
    CHECK(fault_of(altered(Health{at, {}}, "findings", without_id)) == Fault::malformed);
    CHECK(fault_of(altered(Health{at, {}}, "findings", json::array{7})) == Fault::malformed);
}

TEST_CASE("line: a text above the limit is full, whatever it holds") {
    CHECK(fault_of(message_from(std::string(message_limit + 1, ' '))) == Fault::full);
    CHECK(fault_of(message_from(std::string(message_limit, ' '))) == Fault::malformed);
}
