// SPDX-License-Identifier: Apache-2.0
#include "sample.hpp"

using namespace diag;
using namespace diag::test;

TEST_CASE("desk store: a request is kept as it came, its document byte for byte") {
    Memory memory;
    REQUIRE(memory.store.requests->add(posted("019ab3c4-aaaa")));
    memory.reopen();

    const auto same = memory.store.requests->request("019ab3c4-aaaa");

    REQUIRE(same);
    CHECK((same->reason == "it\nis 'slow'" && same->engineer_name == "Jane Doe"));
    CHECK(same->document == std::string("\0DER\xff", 5));
    CHECK((same->stage == "asked" && same->not_after == noon + day));
}

TEST_CASE("desk store: one request of an id, and the first one stays") {
    Memory memory;
    REQUIRE(memory.store.requests->add(posted("019ab3c4-aaaa")));
    auto second = posted("019ab3c4-aaaa");
    second.reason = "another";

    CHECK(fault_of(memory.store.requests->add(second)) == Fault::refused);

    CHECK(memory.store.requests->request("019ab3c4-aaaa")->reason == "it\nis 'slow'");
}

TEST_CASE("desk store: an id may be shortened to its unique beginning, from 6 characters on") {
    Memory memory;
    auto& requests = *memory.store.requests;
    for (const char* id : {"019ab3c4-aaaa", "019ab3c4-bbbb", "019ab3c4-bbbb-more", "01ffff"})
        REQUIRE(requests.add(posted(id)));

    CHECK(requests.request("019ab3c4-a")->id == "019ab3c4-aaaa");
    CHECK(requests.request("019ab3c4-bbbb")->id == "019ab3c4-bbbb");
    CHECK(fault_of(requests.request("019ab3c4")) == Fault::absent);
    CHECK(fault_of(requests.request("01fff")) == Fault::absent);
    for (const char* odd : {"", "%", "______", "019ab3c4-aaaa'"})
        CHECK(fault_of(requests.request(odd)) == Fault::absent);
}

TEST_CASE("desk store: requests are listed newest first, at most so many, without documents") {
    Memory memory;
    REQUIRE(memory.store.requests->add(posted("b", noon + day)));
    REQUIRE(memory.store.requests->add(posted("a", noon)));
    REQUIRE(memory.store.requests->add(posted("c", noon + 2 * day)));

    const auto two = memory.store.requests->requests(2);

    REQUIRE(two);
    REQUIRE(two->size() == 2);
    CHECK(((*two)[0].id == "c" && (*two)[1].id == "b"));
    CHECK((*two)[0].document.empty());
}

TEST_CASE("desk store: an agent waits for its own, oldest first, and for nothing that is over") {
    Memory memory;
    auto& requests = *memory.store.requests;
    auto foreign = posted("foreign");
    foreign.agent = "agent-2";
    auto known = posted("known");
    known.stage = "granted";
    for (const auto& each : {posted("late", noon + day), posted("early", noon), foreign, known,
                             posted("over", noon - 2 * day)})
        REQUIRE(requests.add(each));

    const auto waiting = requests.waiting_for("agent-1", noon);

    REQUIRE(waiting);
    REQUIRE(waiting->size() == 2);
    CHECK(((*waiting)[0].id == "early" && (*waiting)[1].id == "late"));
    CHECK((*waiting)[0].document == posted("").document);
    memory.reopen();
    CHECK(memory.store.requests->request("over")->stage == "expired");
    CHECK(memory.store.requests->request("over")->changed == noon - day);
    CHECK(memory.store.requests->request("known")->stage == "granted");
}

TEST_CASE("desk store: a request holds up to its last millisecond") {
    Memory memory;
    REQUIRE(memory.store.requests->add(posted("last")));

    CHECK(memory.store.requests->waiting_for("agent-1", noon + day)->size() == 1);
    CHECK(memory.store.requests->waiting_for("agent-1", noon + day + milliseconds{1})->empty());
}

TEST_CASE("desk store: everything of a request but its document changes") {
    Memory memory;
    REQUIRE(memory.store.requests->add(posted("019ab3")));
    auto changed = posted("019ab3");
    changed.stage = "done";
    changed.by = "Ana";
    changed.why = "fine";
    changed.bundle = "b";
    changed.changed = noon + day;
    changed.document = "forged";

    REQUIRE(memory.store.requests->change(changed));

    const auto now = memory.store.requests->request("019ab3");
    CHECK((now->stage == "done" && now->by == "Ana" && now->why == "fine" && now->bundle == "b"));
    CHECK((now->changed == noon + day && now->document == posted("").document));
    CHECK(fault_of(memory.store.requests->change(posted("other"))) == Fault::absent);
}
