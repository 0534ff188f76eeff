// SPDX-License-Identifier: Apache-2.0
#include "tests/consent/desk.hpp"

using namespace diag;
using namespace diag::test;
using namespace std::chrono_literals;

TEST_CASE("trust: who was revoked since is believed of what was signed until then, and no longer") {
    const Desk desk;
    const auto& ada = desk.engineer.certificate;
    const auto trust = desk.trust_without(desk.engineer);

    CHECK_FALSE(exchange::believed(ada, Role::engineer, trust, now - 1min));
    CHECK(exchange::was_believed(ada, Role::engineer, trust, now - 1min));
    const auto after = exchange::was_believed(ada, Role::engineer, trust, now + 1min);
    REQUIRE_FALSE(after);
    CHECK(after.error().fault == Fault::refused);
    CHECK(after.error().what.find("revoked before") != std::string::npos);
}

TEST_CASE("trust: whom nobody revoked is believed of any time, within that of the certificate") {
    const Desk desk;
    const auto bob = desk.person(Role::engineer, "L2", "Bob");
    const auto trust = desk.trust_without(desk.engineer);

    CHECK(exchange::was_believed(bob.certificate, Role::engineer, trust, now + 1min));
    CHECK_FALSE(exchange::was_believed(bob.certificate, Role::engineer, trust, now + 2000h));
    CHECK_FALSE(exchange::was_believed(bob.certificate, Role::agent, trust, now));
}
