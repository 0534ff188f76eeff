// SPDX-License-Identifier: Apache-2.0
// Signed, but not by whom it should be.
#include "tests/forge/forger.hpp"
#include "tests/forge/odd_cms.hpp"

namespace diag::forge {
namespace {

using namespace std::chrono_literals;

std::string by(Forger& forger, const Person& person) {
    return signed_by(person, forger.good(person));
}

/// By somebody our own tools would not sign with.
std::string by_hand(Forger& forger, const Person& person) {
    return odd_cms(text_of(forger.good(person)), person);
}

std::string self_made(Forger& forger) {
    auto key = must(PrivateKey::generate());
    auto certificate = must(self_signed({.role = Role::engineer,
                                         .name = "Ada",
                                         .level = "L3",
                                         .host = {},
                                         .from = forger.scene.now - 1h,
                                         .until = forger.scene.now + 24h},
                                        key));
    return by(forger, {std::move(key), std::move(certificate)});
}

/// The certificate is the engineer's, the signature is not.
std::string with_a_stolen_certificate(Forger& forger) {
    const auto thief = forger.foreign("Another desk");
    return under_another_certificate(text_of(forger.good()), thief, forger.scene.engineer);
}

std::string second_of(Forger& forger, const Person& person) {
    return signed_twice(by(forger, forger.scene.engineer), person);
}

/// The same key under another name is nobody else.
std::string by_one_key(Forger& forger) {
    const auto& engineer = forger.scene.engineer;
    auto again =
        must(issue({.role = Role::engineer,
                    .name = "Ada too",
                    .level = "L2",
                    .host = {},
                    .from = forger.scene.now - 1h,
                    .until = forger.scene.now + 24h},
                   engineer.key, forger.scene.authority.certificate, forger.scene.authority.key));
    return second_of(forger, {engineer.key, std::move(again)});
}

std::vector<Kind> kinds_of_strangers() {
    return {
        {"another authority", [](auto& it) { return by(it, it.foreign("Another desk")); },
         "not issued by"},
        {"another authority of the same name",
         [](auto& it) { return by(it, it.foreign(it.scene.authority.certificate.name())); },
         "not issued by"},
        {"self-made engineer", self_made, "not issued by"},
        {"revoked engineer", [](auto& it) { return by(it, it.revoked); }, "revoked"},
        {"expired certificate",
         [](auto& it) {
             return by(it, it.person(Role::engineer, "L3", "Ada", it.scene.now - 20h,
                                     it.scene.now - 1min));
         },
         "expired"},
        {"certificate not yet valid",
         [](auto& it) {
             return by(it, it.person(Role::engineer, "L3", "Ada", it.scene.now + 10min,
                                     it.scene.now + 20h));
         },
         "not yet valid"},
        {"recipient as signer", [](auto& it) { return by_hand(it, it.scene.recipient); }},
        {"agent as signer", [](auto& it) { return by(it, it.person(Role::agent, "", "agent-9")); },
         "is no engineer"},
        {"desk as signer", [](auto& it) { return by(it, it.person(Role::desk, "", "desk")); },
         "is no engineer"},
        {"authority as signer", [](auto& it) { return by_hand(it, it.scene.authority); }},
        {"a stolen certificate", with_a_stolen_certificate},
        {"who asks has not signed",
         [](auto& it) { return signed_by(it.second, it.good(it.scene.engineer)); },
         "has not signed"},
        {"second signature of another authority",
         [](auto& it) { return second_of(it, it.foreign("Another desk")); }, "not issued by"},
        {"second signature by a revoked engineer",
         [](auto& it) { return second_of(it, it.revoked); }, "revoked"},
        {"second signature by an agent",
         [](auto& it) { return second_of(it, it.person(Role::agent, "", "agent-9")); },
         "is no engineer"},
    };
}

/// Wrong for what the site demands, or remembers.
std::vector<Kind> kinds_of_moments() {
    return {
        {"missing second signature", [](auto& it) { return by(it, it.scene.engineer); },
         "two engineers", At::strict},
        {"second signature by the same key", by_one_key, "same key", At::strict},
        {"second signature of another authority where two must sign",
         [](auto& it) { return second_of(it, it.foreign("Another desk")); }, "not issued by",
         At::strict},
        {"an old request while the clock is set back",
         [](auto& it) { return by(it, it.scene.engineer); }, "clock was set back", At::rewound},
        {"a new request of an id that was here",
         [](auto& it) {
             auto request = it.good();
             request.id = it.genuine_request.id;
             return signed_by(it.scene.engineer, request);
         },
         "here before", At::once_more},
        {"an altered request of the same engineer and id",
         [](auto& it) {
             auto request = it.good(it.seen);
             request.id = it.genuine_request.id;
             return signed_by(it.seen, request);
         },
         "here before", At::once_more},
        {"lower sequence",
         [](auto& it) {
             auto request = it.good(it.seen);
             request.sequence = it.up_to(it.genuine_request.sequence - 1);
             return signed_by(it.seen, request);
         },
         "later request", At::once_more},
        {"equal sequence",
         [](auto& it) {
             auto request = it.good(it.seen);
             request.sequence = it.genuine_request.sequence;
             return signed_by(it.seen, request);
         },
         "later request", At::once_more},
        {"signature's twin", [](auto& it) { return twin_of(it.genuine); }, "here before",
         At::once_more},
    };
}

}  // namespace

std::vector<Kind> kinds_of_signers() {
    auto all = kinds_of_strangers();
    const auto more = kinds_of_moments();
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

}  // namespace diag::forge
