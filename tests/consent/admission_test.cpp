// SPDX-License-Identifier: Apache-2.0
#include "agent/consent/admission.hpp"

#include <doctest/doctest.h>

#include "tests/consent/desk.hpp"
#include "tests/scratch.hpp"
#include "tests/show.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::consent;

namespace {

const Desk& desk() {
    static const Desk one;
    return one;
}

std::string refusal(const std::string& document, const SiteRules& in = rules(),
                    const exchange::Trust& trust = desk().trust(), Time at = now) {
    const auto admitted = admit(document, trust, in, at);
    return admitted ? "" : admitted.error().what;
}

std::string refusal_of(const std::function<void(exchange::Request&)>& change) {
    auto request = desk().request();
    change(request);
    return refusal(signed_by(desk().engineer, request));
}

bool has(const std::string& text, const std::string& part) {
    INFO(text);
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("admission: what an engineer of our desk asks of us is admitted, and says who asks") {
    const auto admitted =
        admit(signed_by(desk().engineer, desk().request()), desk().trust(), rules(), now);
    REQUIRE(admitted);
    CHECK(admitted->engineers.size() == 1);
    CHECK(admitted->engineers.front().name == "Ada");
    CHECK(admitted->engineers.front().level == "L3");
    CHECK(admitted->request.collectors.size() == 2);
    CHECK(admitted->request.parameters.at("cameras.play") == 2000);
    CHECK(admitted->request.recipients.size() == 1);
}

TEST_CASE("admission: another desk's engineer is refused, whatever name its authority has") {
    const Desk other;
    CHECK(has(refusal(signed_by(other.engineer, other.request())), "not issued by"));
}

TEST_CASE("admission: only an engineer may ask, and only while nobody revoked it") {
    for (const auto role : {Role::agent, Role::desk}) {
        const auto person = desk().person(role, "", "somebody");
        CHECK(has(refusal(signed_by(person, desk().request(person))), "is no engineer"));
    }
    CHECK(has(refusal(signed_by(desk().engineer, desk().request()), rules(),
                      desk().trust_without(desk().engineer)),
              "revoked"));
}

TEST_CASE("admission: an engineer's certificate holds within its time") {
    const auto key = PrivateKey::generate();
    REQUIRE(key);
    const auto past = desk().person(Role::engineer, "L3", "Bob", *key, now - 20h, now - 1h);
    const auto future = desk().person(Role::engineer, "L3", "Bob", *key, now + 1h, now + 20h);
    CHECK(has(refusal(signed_by(past, desk().request(past))), "expired"));
    CHECK(has(refusal(signed_by(future, desk().request(future))), "not yet valid"));
}

TEST_CASE("admission: what is for another agent or another site is refused") {
    CHECK(has(refusal_of([](auto& it) { it.agent = "agent 8"; }), "for the agent"));
    CHECK(has(refusal_of([](auto& it) { it.site = "South plant"; }), "for the site"));
    CHECK(refusal_of([](auto& it) { it.site = "North plant"; }).empty());
}

TEST_CASE("admission: a request holds from its beginning to its end, and is not from the future") {
    const auto document = signed_by(desk().engineer, desk().request());
    CHECK(has(refusal(document, rules(), desk().trust(), now + 25h), "expired"));
    CHECK(has(refusal(document, rules(), desk().trust(), now - 1h), "a clock is wrong"));
    CHECK(has(refusal_of([](auto& it) { it.not_before = now + 1h; }), "not valid before"));
    CHECK(has(refusal_of([](auto& it) { it.not_before = now + 1min; }), "not valid before"));
}

TEST_CASE("admission: a request that begins at once does so where the clock is minutes late") {
    const auto at_once = signed_by(desk().engineer, desk().request());
    CHECK(refusal(at_once, rules(), desk().trust(), now - 5min).empty());
    CHECK(has(refusal(at_once, rules(), desk().trust(), now - 7min), "a clock is wrong"));
}

TEST_CASE("admission: names and numbers are the catalogue's and within the site's ceilings") {
    CHECK(has(refusal_of([](auto& it) { it.collectors = {"shell"}; }), "no collector"));
    CHECK(has(refusal_of([](auto& it) { it.parameters = {{"logs.path", 1}}; }), "no parameter"));
    CHECK(has(refusal_of([](auto& it) { it.parameters = {{"cameras.play", 5001}}; }), "0 to 5000"));
    CHECK(has(refusal_of([](auto& it) { it.parameters = {{"cameras.play", -1}}; }), "0 to 5000"));
    CHECK(has(refusal_of([](auto& it) { it.bytes = 2ull << 30; }), "collect.max_bytes"));
    CHECK(has(refusal_of([](auto& it) { it.span = 601s; }), "collect.deadline"));
}

TEST_CASE("admission: a bundle goes to recipients of our desk alone") {
    const Desk other;
    CHECK(has(refusal_of([&](auto& it) { it.recipients = {other.recipient.certificate}; }),
              "not issued by"));
    CHECK(has(refusal_of([&](auto& it) { it.recipients.push_back(desk().engineer.certificate); }),
              "is no recipient"));
    CHECK(has(refusal_of([&](auto& it) { it.recipients.clear(); }), "recipients"));
}

TEST_CASE("admission: where a site wants two engineers, two keys must have signed") {
    auto strict = rules();
    strict.two_signatures = true;
    const auto once = signed_by(desk().engineer, desk().request());
    CHECK(has(refusal(once, strict), "two engineers"));

    const auto second = desk().person(Role::engineer, "L2", "Bob");
    const auto twice = cms::countersign(once, second.certificate, second.key);
    REQUIRE(twice);
    const auto admitted = admit(*twice, desk().trust(), strict, now);
    REQUIRE(admitted);
    CHECK(admitted->engineers.front().name == "Ada");

    const auto again = desk().person(Role::engineer, "L2", "Ada too", desk().engineer.key);
    const auto alone = cms::countersign(once, again.certificate, again.key);
    REQUIRE(alone);
    CHECK(has(refusal(*alone, strict), "same key"));
}

TEST_CASE("admission: a second signature by nobody we know spoils the request") {
    const Desk other;
    const auto twice = cms::countersign(signed_by(desk().engineer, desk().request()),
                                        other.engineer.certificate, other.engineer.key);
    REQUIRE(twice);
    CHECK(has(refusal(*twice), "not issued by"));
}

TEST_CASE("admission: who asks must have signed") {
    const auto bob = desk().person(Role::engineer, "L3", "Bob");
    CHECK(has(refusal(signed_by(bob, desk().request())), "has not signed"));
}

TEST_CASE("admission: no byte of a request can change, and none be missing") {
    const auto document = signed_by(desk().engineer, desk().request());
    for (std::size_t at = 0; at < document.size(); ++at) {
        auto altered = document;
        altered[at] = static_cast<char>(altered[at] ^ 0x11);
        CHECK_FALSE(admit(altered, desk().trust(), rules(), now));
        if (at % 16 == 0) CHECK_FALSE(admit(document.substr(0, at), desk().trust(), rules(), now));
    }
}

TEST_CASE("admission: a newer format is told as such") {
    auto document = to_json(desk().request());
    document.as_object()["format"] = 2;
    const auto newer =
        cms::sign_document(json::write(document), desk().engineer.certificate, desk().engineer.key);
    REQUIRE(newer);
    CHECK(has(refusal(*newer), "format 2"));
    document.as_object()["format"] = 1;
    document.as_object()["shell"] = "id";
    const auto more =
        cms::sign_document(json::write(document), desk().engineer.certificate, desk().engineer.key);
    REQUIRE(more);
    CHECK(has(refusal(*more), "shell"));
}

TEST_CASE("admission: a request runs once, in the order its engineer made them") {
    const Scratch scratch;
    const auto seen = Seen::open(scratch.path() / "seen");
    REQUIRE(seen);
    const auto asked = [&](std::uint64_t sequence, Time at) {
        auto request = desk().request();
        request.sequence = sequence;
        const auto document = signed_by(desk().engineer, request);
        return std::pair{document, admit_once(document, desk().trust(), rules(), *seen, at)};
    };
    const auto [document, first] = asked(5, now);
    CHECK(first);
    const auto again = admit_once(document, desk().trust(), rules(), *seen, now + 1min);
    REQUIRE_FALSE(again);
    CHECK(has(again.error().what, "here before"));
    CHECK_FALSE(asked(5, now).second);
    CHECK_FALSE(asked(4, now).second);
    CHECK(asked(6, now).second);
}

TEST_CASE("admission: what was granted runs once, in whatever order it was granted") {
    const Scratch scratch;
    const auto ran = Seen::open(scratch.path() / "ran");
    REQUIRE(ran);
    const auto asked = [&](std::uint64_t sequence) {
        auto request = desk().request();
        request.id = uuid_v7(now + std::chrono::milliseconds{sequence});
        request.sequence = sequence;
        auto admitted =
            admit(signed_by(desk().engineer, request), desk().trust(), rules(), now + 1min);
        REQUIRE(admitted);
        return *admitted;
    };
    const auto earlier = asked(1), later = asked(2);
    CHECK(claim_run(later, *ran, now));
    CHECK(claim_run(earlier, *ran, now));
    const auto again = claim_run(earlier, *ran, now);
    REQUIRE_FALSE(again);
    CHECK(has(again.error().what, "runs once"));
}

TEST_CASE("admission: with the clock set back nothing runs, as what expired would be valid again") {
    const Scratch scratch;
    const auto seen = Seen::open(scratch.path() / "seen");
    REQUIRE(seen);
    CHECK(admit_once(signed_by(desk().engineer, desk().request()), desk().trust(), rules(), *seen,
                     now));
    CHECK(seen->clock_holds(now - 4min));
    CHECK_FALSE(seen->clock_holds(now - 6min));
    CHECK(seen->forget(now + 240h));
    CHECK_FALSE(seen->clock_holds(now - 6min));
}
