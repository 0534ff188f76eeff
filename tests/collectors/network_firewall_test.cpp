// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "collectors/network/firewall.hpp"
#include "collectors/network/settings.hpp"
#include "tests/fakes.hpp"

using namespace diag;
using namespace diag::network;
using test::fixture;

namespace {

/// A ruleset of nft with these rules behind a chain for input that drops.
Firewall nft_with(const std::string& rules, const std::string& policy = "drop") {
    return parse_nft(
        R"({"nftables":[{"chain":{"family":"inet","table":"f","name":"in","hook":"input","policy":")" +
        policy + R"("}},)" + rules + "]}");
}

std::string nft_rule(const std::string& chain, const std::string& parts) {
    return R"({"rule":{"family":"inet","table":"f","chain":")" + chain + R"(","expr":[)" + parts +
           "]}}";
}

const std::string to_8080 =
    R"({"match":{"op":"==","left":{"payload":{"protocol":"tcp","field":"dport"}},"right":8080}})";
const std::string accept = R"({"accept":null})";
const std::string drop = R"({"drop":null})";

std::string of_state(const std::string& right) {
    return R"({"match":{"op":"in","left":{"ct":{"key":"state"}},"right":)" + right + "}}";
}

}  // namespace

TEST_CASE("network: a firewall is read as ports it lets in, by either tool") {
    const auto iptables = parse_iptables(fixture("network/iptables-save"));
    CHECK(iptables.closed);
    CHECK(iptables.rules == 5);
    CHECK(iptables.lets_in(8'083));
    CHECK_FALSE(iptables.lets_in(8'086));

    const auto nft = parse_nft(fixture("network/nft.json"));
    CHECK(nft.rules == 4);
    CHECK(nft.lets_in(8'085));
    CHECK_FALSE(nft.lets_in(8'086));
    CHECK_FALSE(firewall_from(to_json(nft)).lets_in(8'086));
}

TEST_CASE("network: a firewall that lets in by source is not said to close a port") {
    auto text = fixture("network/iptables-save");
    text.insert(text.find("COMMIT"), "-A INPUT -s 10.0.0.0/8 -j ACCEPT\n");

    CHECK(parse_iptables(text).lets_in(8'086));
    CHECK(parse_iptables(":INPUT ACCEPT [0:0]\n").lets_in(1));
    CHECK_FALSE(parse_iptables(":INPUT ACCEPT [0:0]\n-A INPUT -j REJECT\n").lets_in(1));
}

TEST_CASE("network: a rule of iptables that lets in all but something closes no other port") {
    for (const std::string rule :
         {"-A INPUT -p tcp -m tcp ! --dport 22 -j ACCEPT", "-A INPUT ! -p udp -j ACCEPT",
          "-A INPUT ! -i lo -p tcp -m tcp --dport 22 -j ACCEPT",
          "-A INPUT -m conntrack ! --ctstate ESTABLISHED -j ACCEPT"}) {
        CAPTURE(rule);
        const auto firewall = parse_iptables(":INPUT DROP [0:0]\n" + rule + "\n");
        CHECK(firewall.unclear);
        CHECK(firewall.lets_in(8'081));
    }
    CHECK_FALSE(parse_iptables(":INPUT DROP [0:0]\n-A OUTPUT ! -o lo -j ACCEPT\n").lets_in(8'081));
}

TEST_CASE("network: a rule of nft for new connections lets them in, one for others does not") {
    for (const char* states : {R"("new")", R"(["established","new"])", R"({"set":["untracked"]})"})
        CHECK(nft_with(nft_rule("in", to_8080 + "," + of_state(states) + "," + accept))
                  .lets_in(8'080));
    CHECK_FALSE(
        nft_with(nft_rule("in", to_8080 + "," + of_state(R"("established")") + "," + accept))
            .lets_in(8'080));
}

TEST_CASE("network: a rule of nft for several protocols counts where TCP is one of them") {
    const auto rule = [](const std::string& protocols) {
        return nft_with(nft_rule(
            "in", R"({"match":{"op":"==","left":{"meta":{"key":"l4proto"}},"right":)" + protocols +
                      R"(}},{"match":{"op":"==","left":{"payload":{"protocol":"th","field":)" +
                      R"("dport"}},"right":8080}},)" + accept));
    };

    CHECK(rule(R"({"set":["tcp","udp"]})").lets_in(8'080));
    CHECK_FALSE(rule(R"({"set":["tcp","udp"]})").lets_in(8'081));
    CHECK_FALSE(rule(R"("udp")").lets_in(8'080));
}

TEST_CASE("network: what a rule of nft says by anything but equality is unclear") {
    auto other = to_8080;
    other.replace(other.find("=="), 2, "!=");

    CHECK(nft_with(nft_rule("in", other + "," + accept)).unclear);
    CHECK_FALSE(nft_with(nft_rule("in", to_8080 + "," + accept)).unclear);
}

TEST_CASE("network: a chain of nft closes this machine only where its packets come through it") {
    const auto forward = nft_rule("forward", drop);
    const auto mine = nft_rule("mine", drop);
    const std::string jump = R"({"jump":{"target":"mine"}})";
    const std::string map =
        R"({"vmap":{"key":{"ct":{"key":"state"}},"data":{"set":[["new",)" + jump + "]]}}}";

    CHECK_FALSE(nft_with(forward, "accept").closed);
    CHECK_FALSE(nft_with(mine, "accept").closed);
    CHECK(nft_with(mine + "," + nft_rule("in", jump), "accept").closed);
    CHECK(nft_with(mine + "," + nft_rule("in", map), "accept").closed);
    CHECK(nft_with(nft_rule("in", drop), "accept").closed);
    CHECK_FALSE(nft_with(mine + "," + nft_rule("forward", jump), "accept").closed);
}

TEST_CASE("network: rules too many to read make a firewall unclear, not closed") {
    test::FakeWorld fake;
    const Error full{Fault::full, "more than 1048576 bytes"};
    fake.programs.answers.insert_or_assign("nft -j list ruleset", full);
    auto world = fake.world();
    test::FakeSink sink;

    give_firewall(world, sink);

    const auto firewall = firewall_from(*json::parse(*sink.evidence.at("firewall")));
    CHECK(firewall.tool == "nft");
    CHECK(firewall.unclear);
}
