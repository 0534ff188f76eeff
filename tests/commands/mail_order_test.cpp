// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/mail_order.hpp"

#include <doctest/doctest.h>

#include "tests/scratch.hpp"

using namespace diag;
using namespace diag::commands;

namespace {

Result<notifications::Errand> order(const std::string& actions, const std::string& label = "") {
    const test::Scratch scratch;
    scratch.file("ares/SAFRActions.config", actions);
    config::Config config;
    config.safr.program_root = config.safr.data_root = scratch.path().native();
    Invocation invocation;
    if (!label.empty()) invocation.options_["--label"] = {label};
    return mail_order(invocation, config,
                      {.to = "guard@site.example", .otherwise = "ana@site.example"});
}

}  // namespace

TEST_CASE("mail order: no server gets the log-in of another's entry") {
    const auto errand = order(
        "emailDef: [ { label: old, user: u1, password: p1 },"
        " { host: mail.new.example, port: 587, tls: true } ]");

    REQUIRE(errand);
    CHECK(errand->host == "mail.new.example");
    CHECK(errand->letter->sender.login.user.empty());
    CHECK(errand->letter->sender.login.password.empty());
}

TEST_CASE("mail order: of two entries of a label the one with a server is meant, whole") {
    const std::string text =
        "emailDef: [ { label: a, user: u1, password: p1 },"
        " { label: a, host: mail.new.example, user: u2, password: p2 } ]";

    for (const std::string label : {"", "a"}) {
        const auto errand = order(text, label);
        REQUIRE(errand);
        CHECK(errand->host == "mail.new.example");
        CHECK(errand->letter->sender.login.user == "u2");
        CHECK(errand->letter->sender.login.password == "p2");
    }
}

TEST_CASE("mail order: a label that no entry has is told from one without a server") {
    const std::string text = "emailDef: [ { label: a, user: u1 }, { host: mail.example } ]";

    CHECK(order(text, "b").error().fault == Fault::refused);
    CHECK(order(text, "a").error().fault == Fault::absent);
    CHECK(order(text, "a").error().what.starts_with("emailDef 'a' names no mail server"));
}
