// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/certifying.hpp"

#include <doctest/doctest.h>

#include "platform/authority.hpp"
#include "platform/clock.hpp"

using namespace diag;
using commands::goes_on_from;

namespace {

constexpr std::chrono::days day{1};

Certificate agent(const std::string& name, const PrivateKey& key, std::chrono::days life) {
    const auto made = self_signed({.role = Role::agent,
                                   .name = name,
                                   .level = {},
                                   .host = {},
                                   .from = system_clock().now() - day,
                                   .until = system_clock().now() + life},
                                  key);
    REQUIRE(made);
    return *made;
}

json::value answer(const Certificate& certificate) {
    return json::object{{"certificate", certificate.pem()}};
}

}  // namespace

TEST_CASE("certifying: a renewal takes a later certificate of the same name and no other") {
    const auto key = *PrivateKey::generate();
    const auto held = agent("agent-north", key, 30 * day);
    CHECK(goes_on_from(held, answer(agent("agent-north", key, 60 * day))));
    CHECK(goes_on_from(held, answer(agent("agent-north", key, 10 * day))).error().fault ==
          Fault::refused);
    CHECK(goes_on_from(held, answer(held)).error().fault == Fault::refused);
    CHECK(goes_on_from(held, answer(agent("agent-south", key, 60 * day))).error().fault ==
          Fault::refused);
    CHECK(!goes_on_from(held, json::object{}));
}
