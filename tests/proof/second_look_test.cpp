// SPDX-License-Identifier: Apache-2.0
#include "agent/proof/second_look.hpp"

#include <doctest/doctest.h>

#include "agent/redact/redactor.hpp"

using namespace diag;
using proof::Found;
using proof::SecondLook;

namespace {

const SecondLook& look() {
    static const SecondLook one;
    return one;
}

struct Case {
    const char* family;
    std::string text;
};

const std::string base64(80, 'A');

std::vector<Case> leaks() {
    return {{"private_key", "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAx1y2z3x4y5z6\n"},
            {"private_key", R"("key":"-----BEGIN PRIVATE KEY-----\nMIIEowIBAAKCAQEAx1y2z3x4")"},
            {"private_key", "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n"},
            {"url_credentials", "opening rtsp://admin:hunter2@cam.example/1"},
            {"url_credentials", "mongodb+srv://a:b@h"},
            {"authorization", "Authorization: Basic dXNlcjpwYXNz"},
            {"authorization", R"({"authorization":"Bearer a8f7e6d5c4b3"})"},
            {"secret", "db.password=hunter2x"},
            {"secret", R"("user_password" : "hunter2x",)"},
            {"secret", R"({\"passwd\":\"hunter2x\"})"},
            {"secret", "PWD=hunter2x;"},
            {"secret", "api_key = abc123def456"},
            {"token", "key AKIAIOSFODNN7EXAMPLE was used"},
            {"token", "ghp_16C7e42F292c6912E7710c838347Ae178B4a"},
            {"token", "x eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3"},
            {"image", "data \xff\xd8\xff\xe0 JFIF"},
            {"image", "\x89PNG\r\n\x1a\n"},
            {"image", "img=/9j/" + base64},
            {"image", "\"iVBORw0KGgo" + base64 + "\""},
            {"ipv4", "connect to 10.1.2.3:27017 failed"},
            {"ipv4", "\"host\":\"192.168.7.20\""},
            {"ipv4", "http://172.16.0.9/x"},
            {"mac", "arp of 3c:ec:ef:01:02:03 changed"},
            {"mac", R"({"mac":"00:1B:21:AA:BB:CC"})"},
            {"email", "user anna.smith@example.com logged in"},
            {"email", R"({"to":"Anna <ANNA+x@mail.example.co.uk>"})"},
            {"email", "mailto:info@example.org, ok"}};
}

}  // namespace

TEST_CASE("second look: it finds what redaction should have taken, and says of which family") {
    for (const auto& [family, text] : leaks()) {
        CAPTURE(text);
        const auto found = look().look("2026-11-23 12:00:00 INFO " + text + "\n");
        REQUIRE(found.size() == 1);
        CHECK(found.begin()->first == family);
        CHECK(found.begin()->second == 1);
    }
}

TEST_CASE("second look: nothing is found in what redaction made of the same") {
    const auto redactor = redact::Redactor::create({1, 2, 3});
    REQUIRE(redactor);
    for (const auto& [family, text] : leaks()) {
        if (text.find('\xff') != std::string::npos || text.find('\x89') != std::string::npos)
            continue;  // redaction refuses these whole
        CAPTURE(text);
        redact::Redactions counts;
        const auto clean = redactor->redact("INFO " + text + "\n", counts);
        REQUIRE(clean);
        CAPTURE(clean->text());
        CHECK(look().look(clean->text()) == Found{});
    }
}

TEST_CASE("second look: what logs hold and what is no secret stays") {
    for (const char* text :
         {"password: must not be empty",
          "password=null",
          "password=${DB_PASSWORD2}",
          "secret=<not shown 1>",
          "unexpected token: x1y2z3",
          R"("secret": 482113,)",
          "password==abc123",
          "[secret:1f2e3d4c]",
          "password=[secret:1f2e3d4c]",
          "rtsp://user-1f2e3d4c:secret-1f2e3d4c@240.1.2.3/",
          "http://host:8080/a@b",
          "-----BEGIN RSA PRIVATE KEY-----\n[pem:1f2e3d4c]\n-----END RSA PRIVATE KEY-----",
          "-----BEGIN CERTIFICATE-----\nMIIEowIBAAKCAQEAx1y2z3x4y5z6\n",
          "version 10.1.2.3",
          "libx:amd64 10.0.0.4-1",
          "mongod 10.2.3.4-rc",
          "240.10.1.2 and 127.0.0.1",
          "8.8.8.8",
          "Bearer token expired",
          "Authorization: Basic [secret:1f2e3d4c]",
          "/9j/abc",
          "passwordEncoder=Bcrypt10",
          "lladdr 02:42:ac:11:00:02 REACHABLE",
          "brd ff:ff:ff:ff:ff:ff and 00:00:00:00:00:00",
          "MD5:3c:ec:ef:01:02:03:04:05:06:07:08:09:0a:0b:0c:0d",
          "at 20:33:28 or 20:33:28:12:13:14:15",
          "mail m-1f2e3d4c@h-1f2e3d4c.invalid",
          "https://user-1f2e3d4c:secret-1f2e3d4c@github.com",
          "Started getty@tty1.service - Getty on tty1.",
          "logo@2x.png",
          "java.lang.Object@1a2b3c4d",
          "root@nvr01:~# and @Override and a @ b.example"}) {
        CAPTURE(text);
        CHECK(look().look(text) == Found{});
    }
}

TEST_CASE("second look: secrets of the site are found anywhere, values it lets pass are not") {
    const SecondLook ours({.secrets = {"Quay-77-north", "no"}, .spared = {"10.1.2.3"}});

    CHECK(ours.look("xQuay-77-northx and no") == Found{{"learned", 1}});
    CHECK(ours.look("to 10.1.2.3 failed") == Found{});
    CHECK(ours.look("to 10.1.2.4 failed") == Found{{"ipv4", 1}});
}

TEST_CASE("second look: an address that may pass spares nothing beside it, and no longer one") {
    const SecondLook ours({.secrets = {}, .spared = {"10.1.2.3", "acme", "hunter2x"}});

    for (const auto& [family, text] : leaks()) {
        CAPTURE(text);
        if (text.find("10.1.2.3") != text.npos) continue;
        CHECK(ours.look("10.1.2.3 acme " + text + " acme 10.1.2.3") == Found{{family, 1}});
    }
    CHECK(ours.look("to 10.1.2.30 failed") == Found{{"ipv4", 1}});
    CHECK(ours.look("to 10.1.2.3, 10.1.2.4 failed") == Found{{"ipv4", 1}});
    CHECK(ours.look("to 10.1.2.3:27017 failed") == Found{});
}

TEST_CASE(
    "second look: MAC addresses that a site lets pass are none, nor mail of who is to be asked") {
    const SecondLook ours({.secrets = {},
                           .spared = {"3C:EC:EF:01:02:03"},
                           .given = {"Anna Smith <anna@example.com>, +49 30 1"}});

    CHECK(ours.look("arp 3c:ec:ef:01:02:03") == Found{});
    CHECK(ours.look("arp 3c:ec:ef:01:02:04") == Found{{"mac", 1}});
    CHECK(ours.look("ask Anna@example.com now") == Found{});
    CHECK(ours.look("ask bob@example.com now") == Found{{"email", 1}});
    CHECK(ours.look("ask anna@example.com.evil.example") == Found{{"email", 1}});
}

TEST_CASE("second look: words of the site are found in its texts, in either case, alone") {
    const SecondLook ours({.secrets = {},
                           .spared = {"Acme Gate Server"},
                           .words = {"Acme Gate", "nvr-north", "secret", "abc"}});
    const auto found = [&](std::string_view text) { return ours.look(text, proof::Whose::site); };

    CHECK(found("at the ACME gate today") == Found{{"word", 1}});
    CHECK(found("Acme Gate") == Found{{"word", 1}});
    CHECK(found("on NVR-North, nvr-north") == Found{{"word", 2}});
    CHECK(found("nvr-north2 xAcme Gate Acme Gates Acme Gat\xc3\xa9 abc") == Found{});
    CHECK(found("[secret:1f2e3d4c] of the acme gate server") == Found{});
    CHECK(ours.look("on nvr-north at the Acme Gate") == Found{});
    proof::Reading reading(ours, proof::Whose::site);
    for (const char c : std::string("on nvr-north")) reading.take({&c, 1});
    CHECK(reading.finish() == Found{{"word", 1}});
}

TEST_CASE("second look: a text in pieces is one text, wherever it is cut") {
    const std::string lines(700'000, 'x');
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{4096}}) {
        std::string text;
        for (const auto& [family, leak] : leaks()) text += "INFO " + leak + "\n";
        if (piece > 1) text = lines + "\n" + text + lines + "\n" + text;
        proof::Reading reading(look());
        for (std::size_t at = 0; at < text.size(); at += piece)
            reading.take(std::string_view(text).substr(at, piece));
        CHECK(reading.finish() == look().look(text));
        CHECK(reading.bytes() == text.size());
    }
}

TEST_CASE("second look: what lies across the border of two windows is found once") {
    const std::string leak = " password=hunter2x ";
    for (std::size_t before = 264'000; before < 264'800; ++before) {
        proof::Reading reading(look());
        reading.take(std::string(before, '.'));
        reading.take(leak);
        reading.take(std::string(300'000, '.'));
        REQUIRE(reading.finish() == Found{{"secret", 1}});
    }
}
