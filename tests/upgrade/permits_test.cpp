// SPDX-License-Identifier: Apache-2.0
#include "agent/upgrade/permits.hpp"

#include <doctest/doctest.h>

#include "platform/digest.hpp"
#include "platform/files.hpp"
#include "tests/scratch.hpp"
#include "tests/show.hpp"
#include "tests/upgrade/sample.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::upgrade;

namespace {

/// A server's agent, and where its permits lie.
struct Agent {
    Scratch scratch;
    Result<exchange::Identity> identity = exchange::agent_identity(scratch.path() / "state");
    Records permits = permits_in(scratch.path() / "state");

    /// Keeps one that `signer` signed; returns when it ends.
    Time keep(const std::string& name, const exchange::Identity& signer, Time made = now,
              std::string_view to = "3.34.0") const {
        auto permit = sample_permit();
        permit.to = version(to);
        permit.made = made;
        permit.until = made + 4h;
        const auto document = signed_permit(permit, signer);
        REQUIRE(document);
        REQUIRE(permits.make());
        REQUIRE(replace_file(permits.file(name), *document));
        return permit.until;
    }
    /// Keeps one of its own under the name it gets; returns that.
    std::string write(std::string_view to, Time made) const {
        auto name = uuid_v7(made);
        keep(name, *identity, made, to);
        return name;
    }
    Result<Permit> newest(std::string_view to, Time at = now) const {
        return newest_permit(permits, identity->certificate, version(to), at);
    }
    bool has(const std::string& name) const { return permits.read(name).has_value(); }
};

}  // namespace

TEST_CASE("permits: one that ended more than 400 days ago is removed, and none before") {
    const Agent agent;
    REQUIRE(agent.identity);
    const auto until = agent.keep("a", *agent.identity);
    for (int i = 1; i <= 20; ++i)
        agent.keep("later-" + std::to_string(i), *agent.identity, now + 24h * 20 * i);

    forget_permits(agent.permits, agent.identity->certificate, until + kept_after_end);
    CHECK(agent.has("a"));
    forget_permits(agent.permits, agent.identity->certificate, until + kept_after_end + 1ms);
    CHECK_FALSE(agent.has("a"));
}

TEST_CASE("permits: the newest twenty stay, and a clock that jumped forward removes none") {
    const Agent agent;
    REQUIRE(agent.identity);
    for (int i = 0; i < 20; ++i) agent.keep(std::to_string(i), *agent.identity, now + 24h * 20 * i);
    const auto& certificate = agent.identity->certificate;

    forget_permits(agent.permits, certificate, now + 24h * 779);
    CHECK(agent.permits.names()->size() == 20);
    agent.keep("20", *agent.identity, now + 24h * 400);
    forget_permits(agent.permits, certificate, now + 24h * 5'000);
    CHECK(agent.permits.names()->size() == 21);
    forget_permits(agent.permits, certificate, now + 24h * 401);
    CHECK_FALSE(agent.has("0"));
}

TEST_CASE("permits: none is removed by a clock that stands before it was written") {
    const Agent agent;
    REQUIRE(agent.identity);
    agent.keep("a", *agent.identity);

    forget_permits(agent.permits, agent.identity->certificate, now - 24h * 500);
    forget_permits(agent.permits, agent.identity->certificate, Time{});

    CHECK(agent.has("a"));
}

TEST_CASE("permits: what this agent did not sign is not its to remove") {
    const Agent agent, other;
    REQUIRE(agent.identity);
    REQUIRE(other.identity);
    agent.keep("others", *other.identity);
    REQUIRE(replace_file(agent.permits.file("odd"), "no permit"));

    forget_permits(agent.permits, agent.identity->certificate, now + 24h * 5'000);

    CHECK(agent.has("others"));
    CHECK(agent.has("odd"));
}

TEST_CASE("permits: the newest for a version is found, else the newest there is") {
    const Agent agent;
    REQUIRE(agent.identity);
    CHECK(agent.newest("3.34.0").error().fault == Fault::absent);
    agent.write("3.34.0", now - 3h);
    agent.write("3.34.0", now - 2h);
    agent.write("3.35.0", now - 1h);

    REQUIRE(agent.newest("3.34.0"));
    CHECK(agent.newest("3.34.0")->made == now - 2h);
    REQUIRE(agent.newest("3.36.0"));
    CHECK(agent.newest("3.36.0")->to == version("3.35.0"));
}

TEST_CASE("permits: one that was written while the clock was ahead hides none") {
    const Agent agent;
    REQUIRE(agent.identity);
    for (int i = 0; i < 20; ++i) agent.write("3.34.0", now + 24h * 1'500 + 1h * i);
    CHECK(agent.newest("3.34.0")->made > now);

    agent.write("3.34.0", now - 1h);

    REQUIRE(agent.newest("3.34.0"));
    CHECK(agent.newest("3.34.0")->made == now - 1h);
    // Under a name of an earlier time, too.
    agent.keep(uuid_v7(now - 1ms), *agent.identity, now + 1h);
    CHECK(agent.newest("3.34.0")->made == now - 1h);
}

TEST_CASE("permits: at most sixteen are opened, however many there are") {
    const Agent agent;
    REQUIRE(agent.identity);
    agent.write("3.34.0", now - 24h);
    for (std::size_t i = 1; i < most_opened; ++i) agent.write("3.35.0", now - 1min * i);
    CHECK(agent.newest("3.34.0")->to == version("3.34.0"));

    agent.write("3.35.0", now);

    CHECK(agent.newest("3.34.0")->to == version("3.35.0"));
}

TEST_CASE(
    "permits: what lies there and is none of ours is passed over, and named for want of one") {
    const Agent agent, other;
    REQUIRE(agent.identity);
    REQUIRE(other.identity);
    REQUIRE(agent.permits.make());
    REQUIRE(replace_file(agent.permits.file("zzz"), "no permit"));
    CHECK(agent.newest("3.34.0").error().fault == Fault::absent);
    const auto name = uuid_v7(now);
    agent.keep(name, *other.identity);
    CHECK(agent.newest("3.34.0").error().what.find(name) != std::string::npos);

    agent.write("3.34.0", now - 1h);

    CHECK(agent.newest("3.34.0"));
}
