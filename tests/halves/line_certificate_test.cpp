// SPDX-License-Identifier: Apache-2.0
// How a line half comes by a certificate, and what becomes of answers that are lost, late or no
// good.
#include <doctest/doctest.h>

#include "tests/halves/site.hpp"

using namespace diag;
using namespace diag::halves;

TEST_CASE("halves: a certificate that does not hold is not used") {
    Site site;
    const auto line = HalfLine::open(site.halving(), site.told);
    auto peer = site.next();
    show_key(peer);
    peer.say(Certified{peer.await<Certify>()->serial, 200, {}, "old"});
    CHECK(site.told.hears("does not hold"));
    CHECK(!peer.await<Use>(milliseconds{500}));
}

TEST_CASE("halves: a line identity whose answer was lost is brought again, as it was") {
    Site site;
    const auto line = HalfLine::open(site.halving(), site.told);
    auto peer = site.next();
    show_key(peer);
    const auto first = peer.await<Certify>();
    REQUIRE(first);
    peer.say(Certified{first->serial, 0, "no answer", {}});
    const auto again = peer.await<Certify>();
    REQUIRE(again);
    CHECK(again->serial == first->serial);
    CHECK(again->document == first->document);
}

TEST_CASE("halves: where the desk knows a later serial, the next key goes above it") {
    Site site;
    const auto line = HalfLine::open(site.halving(), site.told);
    auto peer = site.next();
    show_key(peer);
    peer.say(Certified{peer.await<Certify>()->serial, 409, {}, R"({"serial": 41})"});
    const auto key = peer.await<MakeKey>();
    REQUIRE(key);
    CHECK(key->serial == 42);
}

TEST_CASE("halves: that the desk certifies no lines is told") {
    Site site;
    const auto line = HalfLine::open(site.halving(), site.told);
    auto peer = site.next();
    show_key(peer);
    peer.say(Certified{peer.await<Certify>()->serial, 404, {}, {}});
    CHECK(site.told.hears("404"));
    CHECK(site.voucher.none == 1);
}

TEST_CASE("halves: a full disk cuts no line, neither at its start nor when its key is renewed") {
    Site site;
    site.voucher.full = true;
    site.renew = milliseconds{200};
    const auto line = HalfLine::open(site.halving(), site.told);
    auto peer = site.next();
    come_to_work(peer);
    CHECK(site.voucher.unkept == 1);
    const auto key = peer.await<MakeKey>();
    REQUIRE(key);
    peer.say(KeyMade{key->serial, "request"});
    REQUIRE(peer.await<Certify>());
    peer.say(Certified{key->serial, 200, {}, "good"});
    // It is brought again, and used once it can be put on record.
    const auto again = peer.await<Certify>();
    REQUIRE(again);
    CHECK(again->serial == key->serial);
    site.voucher.full = false;
    peer.say(Certified{key->serial, 200, {}, "good"});
    const auto use = peer.await<Use>();
    REQUIRE(use);
    CHECK(use->serial == key->serial);
}
