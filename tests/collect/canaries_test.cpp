// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/canaries.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "agent/collect/canary_forms.hpp"

using namespace diag;
using collect::Canaries;
using collect::StreamCanaries;

namespace {

const redact::Redactor& redactor() {
    static const auto one = redact::Redactor::create({1, 2, 3});
    return *one;
}

std::string clean(const std::string& text) {
    redact::Redactions counts;
    const auto done = redactor().redact(text, counts);
    REQUIRE(done);
    return done->text();
}

}  // namespace

TEST_CASE("canaries: every form of them is gone, a hundred bundles long") {
    for (int bundle = 0; bundle < 100; ++bundle) {
        const Canaries planted;
        const auto gone = planted.check(clean(planted.text()));
        REQUIRE_MESSAGE(gone.has_value(), (gone ? "" : gone.error().what));
    }
}

TEST_CASE("canaries: each form gives itself away when it alone comes back, by its family") {
    for (const auto& form : collect::canary_forms()) {
        CAPTURE(form.text);
        const auto secret = form.secret();
        std::string text(form.text);
        text.replace(text.find("{}"), 2, secret);
        Canaries planted;
        planted.plant("of this test", secret, text);
        const auto survived = planted.check(clean(planted.text()) + text);

        REQUIRE_FALSE(survived);
        CHECK(survived.error().fault == Fault::bug);
        CHECK(survived.error().what.find("'of this test'") != std::string::npos);
        CHECK(survived.error().what.find(secret) == std::string::npos);
    }
}

TEST_CASE("canaries: a redactor that does nothing, or throws all away, is found out") {
    const Canaries planted;

    CHECK_FALSE(planted.check(planted.text()));
    CHECK_FALSE(planted.check(""));
    CHECK_FALSE(planted.check("[secret:1f2e3d4c]\n"));
}

TEST_CASE("canaries: no two bundles have the same ones") {
    std::set<std::string> all;
    for (int bundle = 0; bundle < 20; ++bundle) all.insert(Canaries().text());
    CHECK(all.size() == 20);
    CHECK(Canaries().families() >= 20);
}

TEST_CASE("canaries: as documents their names, values and failures are all checked") {
    exchange::CanaryCount counts;
    const auto gone = collect::check_documents(redactor(), proof::SecondLook(), {}, counts);

    REQUIRE_MESSAGE(gone.has_value(), (gone ? "" : gone.error().what));
    CHECK(counts.planted == 3 * collect::canary_forms().size() + 1);  // and the picture
    CHECK(counts.gone == counts.planted);
}

TEST_CASE("canaries: in a stream a block ends among them, wherever it is cut") {
    for (int bundle = 0; bundle < 20; ++bundle) {
        const StreamCanaries planted;
        const auto text = planted.attachment().text;
        REQUIRE(text.size() > std::size_t{1} << 20);
        const auto first = redact::Redactor::safe_cut({text.data(), std::size_t{1} << 20});
        REQUIRE(first > 0);

        const auto gone = planted.check(clean(text.substr(0, first)) + clean(text.substr(first)));
        REQUIRE_MESSAGE(gone.has_value(), (gone ? "" : gone.error().what));
        CHECK_FALSE(planted.check(clean(text.substr(0, first)) + text.substr(first)));
    }
}

TEST_CASE(
    "canaries: those of the site's own rules are gone too, and are missed without the rules") {
    const auto own = collect::OwnCanaries::made_up();
    const auto taught =
        redact::Redactor::create({1, 2, 3}, {.words = {own.word}, .secrets = {own.secret}});
    REQUIRE(taught);
    exchange::CanaryCount counts;

    const auto gone = collect::check_documents(*taught, proof::SecondLook(), own, counts);
    REQUIRE_MESSAGE(gone.has_value(), (gone ? "" : gone.error().what));
    const auto missed = collect::check_documents(redactor(), proof::SecondLook(), own, counts);
    CHECK_FALSE(missed);
}

TEST_CASE("canaries: they are known by their secrets") {
    const auto own = collect::OwnCanaries::made_up();
    const Canaries planted(own);

    CHECK(planted.holds(own.secret));
    CHECK_FALSE(planted.holds("hunter2"));
}

TEST_CASE("canaries: rules of a site that take words of the plain lines cost no bundle") {
    const rules::Rules all[] = {{.words = {"nothing"}},
                                {.words = {"INFO", "here"}},
                                {.names = {"exec"}},
                                {.secrets = {"canary"}},
                                {.hosts = {"canary", "http-nio-8080-exec-12"}},
                                {.exceptions = {"nothing"}}};
    for (const auto& rules : all) {
        CAPTURE(json::write(rules::to_json(rules)));
        const auto taught = redact::Redactor::create({1, 2, 3}, rules);
        REQUIRE(taught);
        exchange::CanaryCount counts;
        const auto gone = collect::check_documents(*taught, proof::SecondLook(), {}, counts);
        CHECK_MESSAGE(gone.has_value(), (gone ? "" : gone.error().what));

        const collect::StreamCanaries planted;
        redact::Redactions redactions;
        const auto back = taught->redact(planted.attachment().text, redactions);
        REQUIRE(back);
        const auto safe = planted.check(back->text());
        CHECK_MESSAGE(safe.has_value(), (safe ? "" : safe.error().what));
    }
}
