// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "sample.hpp"

using namespace diag;
using namespace diag::test;

namespace {

const std::string key(64, 'b');
const std::string other_key(64, 'c');

struct WithToken : Memory {
    WithToken() { REQUIRE(store.fleet->add_token({"t1", "North", noon + day})); }
};

}  // namespace

TEST_CASE("desk store: a token lets in one agent, which is there from then on") {
    WithToken memory;

    const auto agent = memory.store.fleet->admit("t1", key, noon);

    REQUIRE(agent);
    CHECK(agent->name.starts_with("agent-"));
    CHECK((agent->site == "North" && agent->key == key && agent->enrolled == noon));
    memory.reopen();
    CHECK(memory.store.fleet->agent(agent->name)->key == key);
    CHECK(memory.store.fleet->agents()->size() == 1);
}

TEST_CASE("desk store: the same key may come again with its token, as an answer may be lost") {
    WithToken memory;
    const auto first = memory.store.fleet->admit("t1", key, noon);

    const auto again = memory.store.fleet->admit("t1", key, noon + day);

    REQUIRE(again);
    CHECK(again->name == first->name);
    CHECK(memory.store.fleet->agents()->size() == 1);
}

TEST_CASE("desk store: unknown, expired and used tokens are refused in the same words") {
    WithToken memory;
    REQUIRE(memory.store.fleet->add_token({"t2", "North", noon}));
    REQUIRE(memory.store.fleet->admit("t1", key, noon));

    const auto unknown = memory.store.fleet->admit("t3", key, noon);
    const auto expired = memory.store.fleet->admit("t2", key, noon + milliseconds{1});
    const auto used = memory.store.fleet->admit("t1", other_key, noon);
    const auto late = memory.store.fleet->admit("t1", key, noon + day + milliseconds{1});

    for (const auto* each : {&unknown, &expired, &used, &late}) {
        CHECK(fault_of(*each) == Fault::refused);
        CHECK(each->error().what == unknown.error().what);
    }
    CHECK(memory.store.fleet->agents()->size() == 1);
}

TEST_CASE("desk store: a token made twice is refused, and stays whose it was") {
    WithToken memory;
    const auto agent = memory.store.fleet->admit("t1", key, noon);

    CHECK(fault_of(memory.store.fleet->add_token({"t1", "South", noon})) == Fault::refused);

    CHECK(memory.store.fleet->admit("t1", key, noon)->name == agent->name);
}

TEST_CASE("desk store: an agent is kept with all that is known of it, and by site, then name") {
    Memory memory;
    const desk::Agent full{.name = "north-1",
                           .site = "North",
                           .key = key,
                           .version = "0.1.0",
                           .enrolled = noon,
                           .seen = noon + day,
                           .certificate_until = noon + 90 * day,
                           .doubled = noon + 2 * day,
                           .clock_ahead_ms = -301'000,
                           .health = R"({"findings":[]})",
                           .line_serial = 41,
                           .line_key = other_key,
                           .line_key_before = key,
                           .line_until = noon + 7 * day};
    REQUIRE(memory.store.fleet->keep(full));
    REQUIRE(memory.store.fleet->keep({.name = "b", .site = "East"}));
    REQUIRE(memory.store.fleet->keep({.name = "a", .site = "North"}));

    const auto same = memory.store.fleet->agent("north-1");
    const auto all = memory.store.fleet->agents();

    REQUIRE((same && all));
    CHECK((same->site == full.site && same->version == full.version && same->seen == full.seen));
    CHECK((same->certificate_until == full.certificate_until && same->doubled == full.doubled));
    CHECK((same->clock_ahead_ms == full.clock_ahead_ms && same->health == full.health));
    CHECK((same->line_serial == 41 && same->line_until == full.line_until));
    CHECK((same->line_key == other_key && same->line_key_before == key));
    REQUIRE(all->size() == 3);
    CHECK(((*all)[0].name == "b" && (*all)[1].name == "a" && (*all)[2].name == "north-1"));
}

TEST_CASE("desk store: keeping an agent again changes it, also one that a token let in") {
    WithToken memory;
    auto agent = *memory.store.fleet->admit("t1", key, noon);
    agent.seen = noon + day;

    REQUIRE(memory.store.fleet->keep(agent));

    CHECK(memory.store.fleet->agent(agent.name)->seen == noon + day);
    CHECK(memory.store.fleet->admit("t1", key, noon)->name == agent.name);
    CHECK(fault_of(memory.store.fleet->agent("nobody")) == Fault::absent);
    CHECK(fault_of(memory.store.fleet->agent("")) == Fault::absent);
}
