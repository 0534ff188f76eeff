// SPDX-License-Identifier: Apache-2.0
#include "tests/forge/forge.hpp"

#include <array>

#include "platform/cms.hpp"
#include "platform/digest.hpp"
#include "tests/forge/forger.hpp"

namespace diag::forge {
namespace {

using namespace std::chrono_literals;

constexpr std::array<std::string_view, 5> collectors{"nfs", "cameras", "logs", "disk", "system"};
constexpr std::array<std::string_view, 4> reasons{"cameras drop out at night",
                                                  "the object store is slow", "after the upgrade",
                                                  "\"who\" <b>asks</b> & why \xC3\xA9\xE2\x82\xAC"};

Person issued(const Person& authority, const Subject& subject) {
    auto key = must(PrivateKey::generate());
    auto certificate = must(issue(subject, key, authority.certificate, authority.key));
    return {std::move(key), std::move(certificate)};
}

Person authority_named(const std::string& name, Time now) {
    auto key = must(PrivateKey::generate());
    auto certificate = must(self_signed({.role = Role::authority,
                                         .name = name,
                                         .level = {},
                                         .host = {},
                                         .from = now - 24h,
                                         .until = now + 240h},
                                        key));
    return {std::move(key), std::move(certificate)};
}

}  // namespace

std::string_view name_of(At at) {
    switch (at) {
        case At::strict:
            return "strict";
        case At::rewound:
            return "rewound";
        case At::once_more:
            return "once_more";
        case At::site:
            break;
    }
    return "site";
}

Forger::Forger(const Scene& given, unsigned seed)
    : scene(given),
      second(person(Role::engineer, "L2", "Bob")),
      revoked(person(Role::engineer, "L3", "Mallory")),
      seen(person(Role::engineer, "L3", "Grace")),
      other_desk(authority_named("Another desk", given.now)),
      other_recipient(issued(other_desk, {.role = Role::recipient,
                                          .name = "Another recipient",
                                          .level = {},
                                          .host = {},
                                          .from = given.now - 1h,
                                          .until = given.now + 24h})),
      random_(seed) {
    genuine_request = good(seen);
    genuine = signed_by(seen, genuine_request);
}

Person Forger::person(Role role, const std::string& level, const std::string& name,
                      std::optional<Time> from, std::optional<Time> until) const {
    return issued(scene.authority, {.role = role,
                                    .name = name,
                                    .level = level,
                                    .host = {},
                                    .from = from.value_or(scene.now - 1h),
                                    .until = until.value_or(scene.now + 24h)});
}

Person Forger::foreign(const std::string& authority_name) const {
    return issued(authority_named(authority_name, scene.now), {.role = Role::engineer,
                                                               .name = "Ada",
                                                               .level = "L3",
                                                               .host = {},
                                                               .from = scene.now - 1h,
                                                               .until = scene.now + 24h});
}

exchange::Request Forger::good(const Person& by) {
    exchange::Request request;
    request.id = uuid_v7(scene.now);
    request.agent = scene.agent;
    request.site = up_to(1) == 0 ? "" : scene.site;
    request.case_number = up_to(2) == 0 ? "" : std::to_string(4000 + up_to(999));
    request.reason = reasons[up_to(reasons.size() - 1)];
    request.engineer = by.certificate.fingerprint();
    request.sequence = ++sequence_;
    request.made = scene.now - std::chrono::minutes(1 + up_to(50));
    request.not_before = request.made;
    request.not_after = scene.now + std::chrono::hours(1 + up_to(70));
    request.disclosure =
        up_to(1) == 0 ? exchange::Disclosure::findings : exchange::Disclosure::bundle;
    const auto first = up_to(collectors.size() - 1);
    for (std::size_t at = 0; at <= up_to(2); ++at)
        if (const std::string name(collectors[(first + at) % collectors.size()]);
            request.collectors.size() == at)
            request.collectors.push_back(name);
    if (up_to(1) == 0)
        request.parameters.emplace("cameras.play", static_cast<std::int64_t>(up_to(5000)));
    request.until = scene.now;
    request.since = request.until - std::chrono::hours(1 + up_to(200));
    request.bytes = 1 + up_to((1u << 30) - 1);
    request.span = std::chrono::seconds(1 + up_to(599));
    request.recipients = {scene.recipient.certificate};
    return request;
}

std::string text_of(const exchange::Request& request) { return json::write(to_json(request)); }

std::string signed_by(const Person& person, std::string_view content) {
    return must(cms::sign_document(content, person.certificate, person.key));
}

std::string signed_by(const Person& person, const exchange::Request& request) {
    return signed_by(person, text_of(request));
}

std::string signed_twice(const std::string& document, const Person& person) {
    return must(cms::countersign(document, person.certificate, person.key));
}

Forgeries forgeries(const Scene& scene, std::size_t count, unsigned seed) {
    Forger forger(scene, seed);
    std::vector<Kind> kinds;
    for (auto&& some :
         {kinds_of_signers(), kinds_of_contents(), kinds_of_forms(), kinds_of_damage()})
        for (const auto& kind : some)
            for (unsigned n = 0; n < kind.weight; ++n) kinds.push_back(kind);
    std::vector<Forgery> all;
    for (std::size_t n = 0; n < count; ++n) {
        const auto& kind = kinds[n % kinds.size()];
        all.push_back({std::string(kind.name), kind.make(forger), kind.at, std::string(kind.why)});
    }
    std::vector<std::string> sound;
    for (int n = 0; n < 50; ++n) sound.push_back(signed_by(scene.engineer, forger.good()));
    auto list = must(RevocationList::make(
        std::vector{Revocation{serial_of(forger.revoked.certificate), scene.now - 1min}}, 1'000,
        scene.now - 1min, scene.now + 24h, scene.authority.certificate, scene.authority.key));
    return {std::move(all), forger.genuine, std::move(list), std::move(sound)};
}

}  // namespace diag::forge
