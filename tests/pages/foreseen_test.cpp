// SPDX-License-Identifier: Apache-2.0
#include "agent/pages/foreseen.hpp"

#include "tests/pages/given.hpp"
#include "tests/show.hpp"

using namespace diag;
using namespace diag::test;

namespace {

exchange::Request asking_for(std::vector<std::string> collectors) {
    exchange::Request request;
    request.collectors = std::move(collectors);
    request.bytes = 200 << 20;
    request.since = now - 24h;
    request.until = now;
    return request;
}

const report::Voice& english() {
    static const report::Voice voice(report::Knowledge::builtin(), report::Language::en);
    return voice;
}

}  // namespace

TEST_CASE("foreseen: the last bundle of just these collectors tells what will come") {
    Told site;
    site.tell(ledger::Kind::bundle, {{"bytes", 5 << 20},
                                     {"disclosure", "bundle"},
                                     {"since", to_text(now - 2h)},
                                     {"until", to_text(now)},
                                     {"outcomes", {{"install", "complete"}, {"disk", "complete"}}},
                                     {"redactions", {{"secret", 3}, {"mac", 4}}}});
    const auto likely = pages::foreseen(site.scratch.path(), asking_for({"disk"}));
    REQUIRE(likely);
    REQUIRE(*likely);
    CHECK((*likely)->bytes == 5 << 20);
    CHECK((*likely)->redactions == 7);
    CHECK((*likely)->window == 2h);
    const auto words = pages::in_words(*likely, asking_for({"disk"}), english());
    CHECK(words.find("About 5.0 MiB with 7 secrets") == 0);
    CHECK(words.find("about " + report::duration_text(2h) + ", this one is about " +
                     report::duration_text(24h)) != std::string::npos);
}

TEST_CASE("foreseen: other collectors, other disclosure or no ledger tell nothing") {
    const Told site;
    CHECK(*pages::foreseen(site.scratch.path(), asking_for({"cameras", "nfs"})));
    CHECK_FALSE(*pages::foreseen(site.scratch.path(), asking_for({"nfs"})));
    CHECK_FALSE(*pages::foreseen(site.scratch.path(), asking_for({"nfs", "cameras", "logs"})));
    auto findings = asking_for({"nfs", "cameras"});
    findings.disclosure = exchange::Disclosure::findings;
    CHECK_FALSE(*pages::foreseen(site.scratch.path(), findings));
    const Scratch empty;
    const auto nothing = pages::foreseen(empty.path(), asking_for({"nfs"}));
    REQUIRE(nothing);
    CHECK_FALSE(*nothing);
    CHECK(pages::in_words({}, asking_for({"nfs"}), english()).find("At most 200.0 MiB") == 0);
}
