// SPDX-License-Identifier: Apache-2.0
#include <doctest.h>

#include <algorithm>
#include <chrono>

#include "collectors/notifications/actions.hpp"
#include "tests/fakes.hpp"

using namespace diag;
using namespace diag::notifications;

namespace {

std::vector<std::size_t> lines_of_complaints(const Actions& actions) {
    std::vector<std::size_t> lines;
    for (const auto& each : actions.complaints) lines.push_back(each.line);
    return lines;
}

const Channel* channel_named(const Actions& actions, std::string_view label) {
    for (const auto& each : actions.channels)
        if (each.label == label) return &each;
    return nullptr;
}

}  // namespace

TEST_CASE("notifications: a file as the vendor documents it is read without a complaint") {
    const auto actions = actions_in(R"({
  rules: [ { event: { type: "person" }, triggers: [ { actions: [ "@emailSend guard" ] } ] } ],
  emailDef: [ { label: "guard", host: "mail.site.example", port: 587, recipients: [ "a@b.example" ] } ],
  smsDef: []
})");

    CHECK(actions.complaints.empty());
    CHECK(actions.rules == 1);
    REQUIRE(actions.uses.size() == 1);
    CHECK(actions.uses[0].label == "guard");
    CHECK(actions.uses[0].line == 2);
    REQUIRE(actions.channels.size() == 1);
    CHECK(actions.channels[0].host == "mail.site.example");
    CHECK(actions.channels[0].port == 587);
    CHECK(actions.channels[0].domains == std::vector<std::string>{"b.example"});
}

TEST_CASE("notifications: half quotation marks, comments and stray commas lose nothing else") {
    const auto actions = actions_in(test::fixture("notifications/half_quoted.config"));

    const auto* guard = channel_named(actions, "guard");
    const auto* spare = channel_named(actions, "spare");
    REQUIRE(guard);
    REQUIRE(spare);
    CHECK(guard->host == "mail.site.example");
    CHECK(guard->security == Security::starttls);
    CHECK(guard->recipients == 2);
    CHECK(guard->has_login);
    CHECK(spare->host == "2001:db8::25");
    CHECK(spare->port == 2525);
    CHECK(spare->domains == std::vector<std::string>{"other.example"});
    CHECK(lines_of_complaints(actions) == std::vector<std::size_t>{9, 12, 14});
}

TEST_CASE("notifications: actions that send are found however they are written") {
    const auto actions = actions_in(test::fixture("notifications/half_quoted.config"));

    REQUIRE(actions.uses.size() == 3);
    CHECK(actions.uses[0].label == "guard");
    CHECK(actions.uses[1].label == "night");
    CHECK(actions.uses[2].label == "boss");
    CHECK(actions.uses[2].medium == Medium::sms);
    CHECK(actions_in("rules: [ { actions: [ \"@emailSend\", guard ] } ]").uses.at(0).label ==
          "guard");
    CHECK(actions_in("rules: [ { actions: [ \"@emailSendAll x\" ] } ]").uses.empty());
}

TEST_CASE("notifications: no password, key or address of a person is told") {
    const auto text = test::fixture("notifications/half_quoted.config");

    const auto told = json::write(to_json(actions_in(text)));

    for (const auto* secret :
         {"n0rth", "tr0ub4dor", "s3cr3t", "abcdef0123", "guard@", "chief", "5555"})
        CHECK_MESSAGE(told.find(secret) == told.npos, secret);
    CHECK(told.find("https://api.sms.example") != told.npos);
}

TEST_CASE("notifications: every password is learned, whatever the quotation marks around it") {
    const auto secrets = secrets_in(test::fixture("notifications/half_quoted.config"));

    CHECK(std::find(secrets.begin(), secrets.end(), "n0rth-Gate#77") != secrets.end());
    CHECK(std::find(secrets.begin(), secrets.end(), "tr0ub4dor&3-xyz") != secrets.end());
    CHECK(secrets_in("{ smtpPassword: \"half-quoted-9, port: 25 }").at(0) == "half-quoted-9");
    CHECK(secrets_in("{ userPwd: bare-word-9\n}").at(0) == "bare-word-9");
}

TEST_CASE("notifications: a byte order mark and carriage returns are nothing to complain of") {
    const auto actions = actions_in(
        "\xEF\xBB\xBF{\r\n emailDef: [ { label: \"guard\", mail: { host: \"10.0.0.5\" } } "
        "],\r\n}\r\n");

    CHECK(actions.complaints.empty());
    REQUIRE(actions.channels.size() == 1);
    CHECK(actions.channels[0].label == "guard");
    CHECK(actions.channels[0].host == "10.0.0.5");
}

TEST_CASE("notifications: brackets that do not match cost only their own line") {
    const auto actions = actions_in(
        "emailDef: [ { label: a, host: one.example ],\nsmsDef: [ { label: b, url: "
        "\"https://x.example/\" } ]\n");

    REQUIRE(channel_named(actions, "a"));
    REQUIRE(channel_named(actions, "b"));
    CHECK(channel_named(actions, "b")->url == "https://x.example");
    CHECK(lines_of_complaints(actions) == std::vector<std::size_t>{1});
}

TEST_CASE("notifications: settings outside the entries hold for all of them") {
    const auto actions = actions_in(
        "smtpServer: mail.example, smtpPort: 465, smtpUser: u, smtpPassword: p\n"
        "emailDef: [ { label: a }, { label: b, host: other.example, port: 0 } ]");

    REQUIRE(actions.channels.size() == 2);
    CHECK(actions.channels[0].host == "mail.example");
    CHECK(actions.channels[0].security == Security::tls);
    CHECK(actions.channels[0].has_login);
    CHECK(actions.channels[1].host == "other.example");
    CHECK(actions.channels[1].bad_port);
}

TEST_CASE("notifications: a test mail gets the sender and log-in of its own entry") {
    const std::string text =
        "emailDef: [ { label: a, user: u1, password: p1 }, { label: b, user: u2, password: p2,"
        " from: \"Gate <gate@site.example>\" } ]";

    const auto sender = sender_in(text, 1);

    REQUIRE(sender);
    CHECK(sender->login.user == "u2");
    CHECK(sender->login.password == "p2");
    CHECK(sender->from == "gate@site.example");
    CHECK(!sender_in(text, 2));
}

TEST_CASE("notifications: entries and senders have the same places, whatever lies between them") {
    const std::string text =
        "smsDef: [ { label: s } ], emailDef: [ word, { user: u1, password: p1 } ],\n"
        "emailDef: { label: s, host: mail.example, user: u2, password: p2 }";

    const auto actions = actions_in(text);

    REQUIRE(actions.channels.size() == 3);
    CHECK(actions.channels[1].host == "mail.example");
    CHECK(sender_in(text, 0)->login.user == "u1");
    CHECK(sender_in(text, 1)->login.user == "u2");
    CHECK(!sender_in(text, 2));
}

TEST_CASE("notifications: enormous and hostile files end in time") {
    const auto begun = std::chrono::steady_clock::now();
    for (const std::string piece :
         {"[", "{", "\"", "a:", "\",", "'\"", "{a:[", "\\\"", "/*", "x, "}) {
        std::string text;
        while (text.size() < 200'000) text += piece;
        const auto actions = actions_in(text);
        CHECK(actions.complaints.size() <= 50);
    }
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds{20});
}

TEST_CASE("notifications: a line of half quotation marks is read once, not once for each of them") {
    for (const std::string piece : {"a\\\",", "'\\',", "a\\\",'\\',"})
        for (const std::string end : {"", "\"z", "\n"}) {
            std::string text;
            while (text.size() < (1U << 20)) text += piece;
            const auto begun = std::chrono::steady_clock::now();
            secrets_in(text + end);
            CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds{20});
        }
}

TEST_CASE("notifications: neither a key nor a person's name is taken for a label") {
    const auto actions = actions_in(
        "emailDef: [ { key: abcdef-0123, host: h, recipients: { name: \"Jane Doe\" } } ],\n"
        "smsDef: [ { label: boss, senderKey: s3cr3t-key, sms: { authorization: bearer-77 } } ]");

    REQUIRE(actions.channels.size() == 2);
    CHECK(actions.channels[0].label.empty());
    const auto told = json::write(to_json(actions));
    for (const auto* secret : {"abcdef", "Jane", "s3cr3t", "bearer-77"})
        CHECK_MESSAGE(told.find(secret) == told.npos, secret);
}

TEST_CASE("notifications: keys and authorizations are learned as passwords are, switches are not") {
    CHECK(
        secrets_in("a: { clientKey: k-1, basicAuth: u-2, credentials: c-3, Authorization: z-4 }") ==
        std::vector<std::string>{"k-1", "u-2", "c-3", "z-4"});
    CHECK(secrets_in("{ smtpAuth: true, auth: LOGIN }").empty());
    const auto sender = sender_in("emailDef: { smtpAuth: true, user: u, password: p-5 }", 0);
    REQUIRE(sender);
    CHECK(sender->login.password == "p-5");
}

TEST_CASE("notifications: a password with a slash is no part of a server's name") {
    const auto actions = actions_in(
        "emailDef: [ { label: a, host: \"smtp://user:pa/ss@mail.example:2525\" } ],\n"
        "smsDef: [ { label: b, url: \"https://us@er:pa/ss@sms.example/send\" },\n"
        "{ label: c, url: \"https://api.example:8443/send?from=a@b.example\" } ]");

    REQUIRE(actions.channels.size() == 3);
    CHECK(actions.channels[0].host == "mail.example");
    CHECK(actions.channels[0].port == 2525);
    CHECK(actions.channels[1].url == "https://sms.example");
    CHECK(actions.channels[2].url == "https://api.example:8443");
}
