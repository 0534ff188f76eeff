// SPDX-License-Identifier: Apache-2.0
#include "platform/keyed_digest.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace diag;

TEST_CASE("keyed digest: HMAC-SHA-256 is the one of RFC 4231") {
    KeyedDigest keyed(std::vector<unsigned char>(20, 0x0b));
    CHECK(hex(keyed.of("Hi There")) ==
          "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    const std::string jefe = "Jefe";
    KeyedDigest other({reinterpret_cast<const unsigned char*>(jefe.data()), jefe.size()});
    CHECK(hex(other.of("what do ya want for nothing?")) ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST_CASE("keyed digest: what was digested before does not matter") {
    const std::vector<unsigned char> key(32, 0x5a);
    KeyedDigest used(key), fresh(key);
    used.of("something else");
    used.of("");

    CHECK(used.of("10.0.0.5") == fresh.of("10.0.0.5"));
    CHECK(used.of("") != used.of("10.0.0.5"));
}
