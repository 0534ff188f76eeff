// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/learning.hpp"

#include <algorithm>
#include <random>

#include "tests/redact/given.hpp"

namespace diag::redact {
namespace {

Learner learner() { return Learner(rules::Rules{}); }

rules::Rules learned_of(const Learner& site) {
    auto learned = site.learned();
    REQUIRE(learned);
    return *learned;
}

bool has(const std::vector<std::string>& all, std::string_view text) {
    return std::find(all.begin(), all.end(), text) != all.end();
}

TEST_CASE("learning: a short or ordinary secret is not looked for by itself") {
    for (const char* ordinary : {"options",
                                 "3",
                                 "password",
                                 "Password",
                                 "changeit",
                                 "administrator",
                                 "20261123",
                                 "2026-11-23 20:33:28",
                                 "1795399201000",
                                 "/etc/ssl/private/key.pem",
                                 "true",
                                 "monitoring",
                                 "${DB_PASSWORD}",
                                 "********",
                                 "aaaaaaaaaaaa",
                                 "org.example.auth.TokenFilter",
                                 "http://x.y/z",
                                 "C:\\keys\\a.pem",
                                 "",
                                 "abababab"})
        CHECK_MESSAGE(!is_worth_looking_for(ordinary), ordinary);
    for (const char* secret : {"hunter2x", "Tr0ub4dor&3", "correcthorsebattery",
                               "98237498237498231", "p@ss/w0rd", "aB3$xY9!"})
        CHECK_MESSAGE(is_worth_looking_for(secret), secret);
    CHECK_FALSE(is_worth_looking_for(std::string(300, 'a') + "Zx9"));
    CHECK_FALSE(is_worth_looking_for("hunter2\nx"));
}

TEST_CASE("learning: secrets are learned in every syntax that configuration has") {
    for (const char* text :
         {"spring.datasource.password=hunter2x-a\n", "{\"user-password\": \"hunter2x-a\"}",
          "<password>hunter2x-a</password>", "db:\n  password: hunter2x-a\n",
          "mongodb://u:hunter2x-a@db1.acme.lan:27017/x", "input.stream.url=rtsp://a:hunter2x-a@c/",
          "mongod --port 27017 --password hunter2x-a --dbpath /d\n"}) {
        auto site = learner();
        site.read_configuration(text);
        CHECK_MESSAGE(has(learned_of(site).secrets, "hunter2x-a"), text);
    }
}

TEST_CASE("learning: a secret is known as it is, however its file wrote it") {
    auto site = learner();
    site.read_configuration("mongodb://u:p%40ss%2Fw0rd%21@db/x\n");
    site.read_configuration("<password>a&amp;bc12345</password>\n");
    site.read_configuration("{\"password\": \"q\\\"uo\\\\te99\"}\n");

    const auto secrets = learned_of(site).secrets;

    CHECK(has(secrets, "p@ss/w0rd!"));
    CHECK(has(secrets, "a&bc12345"));
    CHECK(has(secrets, "q\"uo\\te99"));
}

TEST_CASE("learning: hosts are learned from URLs and fields, evidence tells no secret") {
    auto site = learner();
    site.read_configuration("url=jdbc:postgresql://dbhost7.acme.lan:5432/x\nhostname=nvr-lobby\n");
    site.read_evidence("{\"url\":\"rtsp://u:hunter2x-b@cam77.acme.lan/\",\"x\":\"localhost\"}");

    const auto rules = learned_of(site);

    CHECK(has(rules.hosts, "dbhost7.acme.lan"));
    CHECK(has(rules.hosts, "nvr-lobby"));
    CHECK(has(rules.hosts, "cam77.acme.lan"));
    CHECK_FALSE(has(rules.hosts, "localhost"));
    CHECK_FALSE(has(rules.secrets, "hunter2x-b"));
}

TEST_CASE("learning: words in the place of a host's name make no name of the word") {
    auto site = learner();
    site.read_configuration("{\"host\": null, \"fqdn\": true}\nhostname: unknown\n");
    site.read_evidence(
        "{\"host\":null}\nhostname=reconnecting\nhostname: request.timeout\n"
        "rtsp://lobbycam/x and hostname=lobbycam\n");

    CHECK(learned_of(site).hosts.empty());
}

TEST_CASE("learning: what was learned is removed where nothing names it a secret") {
    auto site = learner();
    site.read_configuration("camera.password=Tr0ub4dor&3\n");
    const auto made = Redactor::create(test_key, learned_of(site));
    REQUIRE(made);
    Redactions counts;

    const auto text = made->redact(
        "login with Tr0ub4dor&3 failed, Tr0ub4dor%263, Tr0ub4dor&amp;3, VHIwdWI0ZG9yJjM=\n",
        counts);

    REQUIRE(text);
    CHECK_FALSE(holds(text->text(), "Tr0ub4dor"));
    CHECK_FALSE(holds(text->text(), "VHIwdWI0"));
    CHECK(counts.at("secret") == 4);
}

TEST_CASE("learning: what is learned stays within its bounds") {
    auto site = learner();
    for (int i = 0; i < 3'000; ++i) {
        site.add_secret("secret-number-" + std::to_string(i));
        site.add_host("camera-number-" + std::to_string(i));
    }

    CHECK(learned_of(site).secrets.size() == 256);
    CHECK(learned_of(site).hosts.size() == 512);
    CHECK(Redactor::create(test_key, learned_of(site)));
    CHECK(site.not_learned() == NotLearned{{"host_too_many", 2'488}, {"secret_too_many", 2'744}});
}

TEST_CASE("learning: values that look random leave the places to passwords read after them") {
    constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    std::mt19937 draw(7);
    std::string text;
    for (int i = 0; i < 400; ++i) {
        text += "upstream.handshake" + std::to_string(i) + "=";
        for (int k = 0; k < 44; ++k) text += letters[draw() % letters.size()];
        text += '\n';
    }
    auto site = learner();

    site.read_configuration(text);
    CHECK(learned_of(site).secrets.size() == 256);
    site.read_configuration("camera.password=Tr0ub4dor&3\n");

    CHECK(has(learned_of(site).secrets, "Tr0ub4dor&3"));
    CHECK(learned_of(site).secrets.size() == 256);
    CHECK(site.not_learned().at("secret_too_many") > 0);
}

TEST_CASE("learning: what logs tell is not counted among the values of the configuration") {
    auto site = learner();
    for (int i = 0; i < 512; ++i) site.add_host("camera-number-" + std::to_string(i));

    site.read_evidence("rtsp://cam77.acme.lan/x\n");
    CHECK(site.not_learned().empty());
    site.read_configuration("url=jdbc:postgresql://dbhost7.acme.lan:5432/x\n");

    CHECK(site.not_learned() == NotLearned{{"host_too_many", 1}});
}

TEST_CASE("learning: what is met and not learned is counted once, by why, and never kept") {
    auto site = learner();
    site.read_configuration("a.password=options\nb.password=options\nc.password=x7Kq\n");
    site.read_configuration("d.password=aaaaaaaaaaaa1\ne.password=${DB}\n");
    site.add_secret("hunter2x-a");
    site.add_secret(std::string(300, 'a') + "Zx9");
    site.add_secret("");
    for (const char* host : {"db", "db", "localhost", "10.0.0.1", "www.apache.org", "nvr-lobby"})
        site.add_host(host);

    CHECK(site.not_learned() == NotLearned{{"host_too_plain", 1},
                                           {"secret_too_long", 1},
                                           {"secret_too_plain", 1},
                                           {"secret_too_short", 2}});
}

TEST_CASE("learning: a secret that is learned in one of its readings is not told as passed over") {
    auto site = learner();
    site.read_configuration("mongodb://u:p%40ss%2Fw0rd%21@db7-lobby/x\n");

    CHECK_FALSE(learned_of(site).secrets.empty());
    CHECK(site.not_learned().empty());
}

TEST_CASE("learning: rules that do not compile are told once there was a text to read") {
    rules::Rules broken;
    broken.patterns.emplace_back("(unclosed");
    Learner site(broken);
    CHECK(site.learned());
    site.read_configuration("password=Tr0ub4dor&3\n");
    CHECK_FALSE(site.learned());
}

}  // namespace
}  // namespace diag::redact
