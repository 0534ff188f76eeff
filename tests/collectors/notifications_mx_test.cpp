// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "collectors/notifications/mx.hpp"

using namespace diag;
using namespace diag::notifications;

namespace {

network::NameAnswer said(std::vector<std::string> mail_hosts) {
    return {.server = "10.0.0.1", .name = "site.example", .mail_hosts = std::move(mail_hosts)};
}

}  // namespace

TEST_CASE("notifications: a domain's mail hosts come with who told them") {
    const auto mx = mx_from(said({"mail.site.example", "last.site.example"}));

    REQUIRE(mx);
    CHECK(mx->hosts == std::vector<std::string>{"mail.site.example", "last.site.example"});
    CHECK(mx->server == "10.0.0.1");
    CHECK_FALSE(mx->takes_no_mail);
}

TEST_CASE("notifications: a domain that wants no mail, one that is none, one that says nothing") {
    CHECK(mx_from(said({""}))->takes_no_mail);
    CHECK_FALSE(mx_from(said({}))->takes_no_mail);
    auto none = said({});
    none.code = 3;
    CHECK(mx_from(none)->no_such_domain);
}

TEST_CASE("notifications: a name server that knows nothing is told by how it failed") {
    auto refusing = said({});
    refusing.code = 5;
    CHECK(mx_from(refusing).error().fault == Fault::refused);
    auto failing = said({});
    failing.code = 2;
    CHECK(mx_from(failing).error().fault == Fault::io);
    auto silent = said({});
    silent.error = "ETIMEDOUT";
    CHECK(mx_from(silent).error().fault == Fault::timed_out);
    auto garbled = said({});
    garbled.error = "malformed";
    CHECK(mx_from(garbled).error().fault == Fault::malformed);
}

TEST_CASE("notifications: without name servers every domain is left without an answer") {
    const auto answers = ask_mx({}, {"site.example", "other.example"}, milliseconds{100});

    REQUIRE(answers.size() == 2);
    CHECK(answers[1].error().fault == Fault::timed_out);
}
