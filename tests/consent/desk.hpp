// SPDX-License-Identifier: Apache-2.0
// A desk for tests: its authority, people and requests.
#pragma once

#include <doctest/doctest.h>

#include "agent/consent/admission.hpp"
#include "platform/cms.hpp"
#include "platform/digest.hpp"

namespace diag::test {

using namespace std::chrono_literals;

inline const Time now{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24} + 12h};

struct Person {
    PrivateKey key;
    Certificate certificate;
};

class Desk {
    static Person make(const std::string& name) {
        auto key = PrivateKey::generate();
        REQUIRE(key);
        auto certificate = self_signed({.role = Role::authority,
                                        .name = name,
                                        .level = {},
                                        .host = {},
                                        .from = now - 24h,
                                        .until = now + 240h},
                                       *key);
        REQUIRE(certificate);
        return {*key, *certificate};
    }
    Person authority_;  // first: it signs the others

public:
    explicit Desk(const std::string& name = "desk authority") : authority_(make(name)) {}

    Person person(Role role, const std::string& level, const std::string& name) const {
        auto key = PrivateKey::generate();
        REQUIRE(key);
        return person(role, level, name, *key);
    }
    Person person(Role role, const std::string& level, const std::string& name,
                  const PrivateKey& key, Time from = now - 24h, Time until = now + 240h) const {
        auto certificate = issue(
            {.role = role, .name = name, .level = level, .host = {}, .from = from, .until = until},
            key, authority_.certificate, authority_.key);
        REQUIRE(certificate);
        return {key, *certificate};
    }
    exchange::Trust trust() const { return {authority_.certificate, {}}; }
    exchange::Trust trust_without(const Person& gone) const {
        auto list = RevocationList::make(std::vector{Revocation{serial_of(gone.certificate), now}},
                                         1, now, now + 24h, authority_.certificate, authority_.key);
        REQUIRE(list);
        return {authority_.certificate, *list};
    }
    const Person& authority() const { return authority_; }

    Person engineer = person(Role::engineer, "L3", "Ada");
    Person recipient = person(Role::recipient, "", "recipient");

    /// A request that everything is right with.
    exchange::Request request(const Person& by) const {
        return {.id = uuid_v7(now),
                .agent = "agent 7",
                .site = "",
                .case_number = "4711",
                .reason = "cameras drop out at night",
                .engineer = by.certificate.fingerprint(),
                .sequence = 1,
                .made = now - 1min,
                .not_before = now - 1min,
                .not_after = now + 24h,
                .collectors = {"nfs", "cameras"},
                .parameters = {{"cameras.play", 2000}},
                .since = now - 24h,
                .until = now,
                .bytes = 1 << 20,
                .span = 60s,
                .recipients = {recipient.certificate}};
    }
    exchange::Request request() const { return request(engineer); }
};

inline std::string signed_by(const Person& person, const exchange::Request& request) {
    const auto document =
        cms::sign_document(json::write(to_json(request)), person.certificate, person.key);
    REQUIRE(document);
    return *document;
}

inline consent::SiteRules rules() {
    return {.agent = "agent 7",
            .site = "North plant",
            .two_signatures = false,
            .most_bytes = 1 << 30,
            .longest_run = 600s,
            .collectors = {"nfs", "cameras", "logs"},
            .parameters = {{"cameras.play", 0, 5000}}};
}

}  // namespace diag::test
