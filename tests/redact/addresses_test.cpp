// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/addresses.hpp"

#include <algorithm>
#include <vector>

#include "tests/redact/given.hpp"

namespace diag::redact {
namespace {

TEST_CASE("redact: every address of a host goes") {
    for (const std::string address :
         {"10.20.30.40", "192.168.001.005", "8.8.8.8", "fe80::1ff:fe23:4567:890a", "2001:db8::1",
          "2001:0db8:0000:0000:0000:ff00:0042:8329", "00:1b:21:aa:bb:cc", "00-1B-21-AA-BB-CC",
          "anna.smith@example.com", "a+b@mail.example.co.uk"}) {
        for (const std::string around :
             {"| |", "x=| y", "[|]", "(|)", "\"|\"", "/|:8080", "<|>", "|.", "|,", "'|'"}) {
            auto text = around;
            text.replace(text.find('|'), 1, address);
            CAPTURE(text);
            CHECK_FALSE(holds(clean(text), address));
        }
    }
}

TEST_CASE("redact: addresses go at every place relative to blocks of 64 bytes") {
    for (std::size_t lead = 0; lead < 140; ++lead) {
        const auto text =
            std::string(lead, 'x') + " 10.20.30.40 00:1b:21:aa:bb:cc 2001:db8::77 a@b.example";
        CAPTURE(lead);
        const auto result = clean(text);
        CHECK_FALSE(holds(result, "10.20.30.40"));
        CHECK_FALSE(holds(result, "aa:bb:cc"));
        CHECK_FALSE(holds(result, "db8::77"));
        CHECK_FALSE(holds(result, "b.example"));
    }
}

TEST_CASE("redact: an address goes where it looks a little like a version") {
    for (const std::string text :
         {"10.20.30.40-10.20.30.49", "10.20.30.40/24", "10.20.30.40:554", "10.20.30.40-1024",
          "x:amd64 10.20.30.40:80", "x:amd64 10.20.30.40/8", "x=10.20.30.40-1",
          "10.20.30.40 - - [23/Nov/2026]", "peer 10.20.30.40-tcp", "worker 10.20.30.40-1",
          "fetch x:amd64 from 10.20.30.40", "all 10.20.30.40",
          "x:amd64 1.2-3 10.20.30.40-10.20.30.49", "ip-10.20.30.40-1", "from 10.20.30.40-80:443"}) {
        CAPTURE(text);
        CHECK_FALSE(holds(clean(text), "10.20.30.40"));
    }
}

TEST_CASE("redact: stand-ins of addresses are addresses that cannot be real") {
    const auto v4 = ipv4_of(clean("10.20.30.40"));
    REQUIRE(v4.has_value());
    const auto top = *v4 >> 28;
    CHECK(top == 15);  // 240.0.0.0/4
    const auto v6 = ipv6_of(clean("2001:db8::1"));
    REQUIRE(v6.has_value());
    CHECK((*v6)[0] == 0x100);  // 100::/64
    CHECK((*v6)[3] == 0);
    const auto mac = clean("00:1b:21:aa:bb:cc");
    CHECK(mac.size() == 17);
    CHECK((std::stoi(mac.substr(0, 2), nullptr, 16) & 3) == 2);  // local, and of one host
    const auto mail = clean("anna@example.com");
    CHECK(mail.substr(mail.size() - 8) == ".invalid");
}

TEST_CASE("redact: hosts of one subnet stay together and apart from each other") {
    const auto one = clean("10.20.30.40"), other = clean("10.20.30.41"), far = clean("10.20.31.40");
    const auto subnet = [](const std::string& address) {
        return address.substr(0, address.rfind('.'));
    };
    CHECK(subnet(one) == subnet(other));
    CHECK(one != other);
    CHECK(subnet(one) != subnet(far));
    std::vector<std::string> all;
    for (int host = 0; host < 256; ++host) all.push_back(clean("10.20.30." + std::to_string(host)));
    std::sort(all.begin(), all.end());
    CHECK(std::unique(all.begin(), all.end()) == all.end());
}

TEST_CASE("redact: addresses that name nobody stay") {
    for (const std::string text :
         {"127.0.0.1", "0.0.0.0", "255.255.255.0", "255.255.255.255", "224.0.0.251", "::1",
          "::", "00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "[::]:8080", "127.0.0.53#53"})
        CHECK(clean(text) == text);
}

TEST_CASE("redact: an address in an IPv6 form of an IPv4 address goes") {
    CHECK_FALSE(holds(clean("from ::ffff:10.20.30.40 to"), "10.20.30.40"));
    CHECK_FALSE(holds(clean("[2001:db8::1]:443"), "2001:db8"));
    CHECK_FALSE(holds(clean("fe80::1ff:fe23:4567:890a%eth0"), "fe23"));
    CHECK_FALSE(holds(clean("to=john%40example.com&x=1"), "example.com"));
}

}  // namespace
}  // namespace diag::redact
