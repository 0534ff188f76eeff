// SPDX-License-Identifier: Apache-2.0
#include "agent/pages/door.hpp"

#include <doctest/doctest.h>

#include "agent/pages/form.hpp"

using namespace diag;
using namespace diag::pages;

namespace {

struct Knock {
    Door door;
    WebHead head;

    Knock() {
        door.open(4711);
        head.method = "GET";
        head.path = door.path();
        head.headers = {{"Host", "127.0.0.1:4711"}};
        head.address = "127.0.0.1";
    }
    /// As the browser that opened the link would go on.
    void come_in() {
        REQUIRE(door.knock(head) == Door::Entry::first);
        const auto cookie = door.cookie();
        head.headers.emplace_back("Cookie", "a=b; " + cookie.substr(0, cookie.find(';')));
    }
    void post(const std::string& origin) {
        head.method = "POST";
        head.headers.emplace_back("Origin", origin);
    }
};

}  // namespace

TEST_CASE("door: the link works once, and its browser comes back with the cookie") {
    Knock knock;
    knock.come_in();

    CHECK(knock.door.knock(knock.head) == Door::Entry::let_in);
    knock.head.headers = {{"Host", "127.0.0.1:4711"}};
    CHECK(knock.door.knock(knock.head) == Door::Entry::used);
    knock.head.headers.emplace_back("Cookie", "safr-diag-4711=" + std::string(64, '0'));
    CHECK(knock.door.knock(knock.head) == Door::Entry::used);
}

TEST_CASE("door: link, cookie and form have 256 random bits each, and none tells another") {
    const Door one;
    const Door other;

    CHECK(one.path().size() == 1 + 64);
    CHECK(one.path() != other.path());
    CHECK(one.form_token() != other.form_token());
    CHECK(one.cookie().find(one.form_token()) == std::string::npos);
    CHECK(one.path().find(one.form_token()) == std::string::npos);
}

TEST_CASE("door: the cookie is for scripts of nobody, for no other site and for this path alone") {
    Knock knock;
    const auto cookie = knock.door.cookie();

    CHECK(cookie.find("; HttpOnly") != std::string::npos);
    CHECK(cookie.find("; SameSite=Strict") != std::string::npos);
    CHECK(cookie.find("; Path=" + knock.door.path()) != std::string::npos);
}

TEST_CASE("door: a name that was made to point at loopback is turned away, and the link lives on") {
    for (const char* host : {"evil.example:4711", "127.0.0.1", "127.0.0.1:4712", "localhost:80",
                             "127.0.0.1:4711.evil.example", "", "[::1]:4711"}) {
        CAPTURE(host);
        Knock knock;
        knock.head.headers = {{"Host", host}};
        CHECK(knock.door.knock(knock.head) == Door::Entry::foreign);
        knock.head.headers = {{"Host", "localhost:4711"}};
        CHECK(knock.door.knock(knock.head) == Door::Entry::first);
    }
    Knock knock;
    knock.head.headers.emplace_back("host", "evil.example:4711");
    CHECK(knock.door.knock(knock.head) == Door::Entry::foreign);
}

TEST_CASE("door: other paths are nothing here, and asking for them does not end the link") {
    Knock knock;
    const auto path = knock.door.path();
    for (const auto& other : {std::string("/"), std::string("/favicon.ico"), path + "/", path + "0",
                              "/" + std::string(64, '0')}) {
        CAPTURE(other);
        knock.head.path = other;
        CHECK(knock.door.knock(knock.head) == Door::Entry::elsewhere);
    }
    knock.head.path = path;
    knock.head.method = "HEAD";
    CHECK(knock.door.knock(knock.head) == Door::Entry::method);
    knock.head.method = "GET";
    CHECK(knock.door.knock(knock.head) == Door::Entry::first);
}

TEST_CASE("door: an answer needs the cookie and an origin of our own") {
    Knock knock;
    knock.head.method = "POST";
    CHECK(knock.door.knock(knock.head) == Door::Entry::used);
    knock.head.method = "GET";
    knock.come_in();
    for (const char* origin : {"http://evil.example", "null", "https://127.0.0.1:4711",
                               "http://127.0.0.1:4712", "http://localhost:4711"}) {
        CAPTURE(origin);
        auto there = knock;
        there.post(origin);
        CHECK(there.door.knock(there.head) == Door::Entry::foreign);
    }
    knock.head.method = "POST";
    CHECK(knock.door.knock(knock.head) == Door::Entry::foreign);
    knock.post("http://127.0.0.1:4711");
    CHECK(knock.door.knock(knock.head) == Door::Entry::let_in);
    knock.head.headers.emplace_back("Sec-Fetch-Site", "cross-site");
    CHECK(knock.door.knock(knock.head) == Door::Entry::foreign);
}

TEST_CASE("door: nobody is let in before the server listens") {
    Door door;
    WebHead head;
    head.method = "GET";
    head.path = door.path();
    head.headers = {{"Host", "127.0.0.1:0"}};
    CHECK(door.knock(head) == Door::Entry::foreign);
}

TEST_CASE("door: every answer forbids scripts, frames, other styles and keeping") {
    const auto headers = safe_headers("text/html");
    const auto policy = header_of(headers, "content-security-policy");
    REQUIRE(policy);
    CHECK(policy->find("default-src 'none'") != std::string_view::npos);
    CHECK(policy->find("style-src 'sha256-") != std::string_view::npos);
    CHECK(policy->find("unsafe") == std::string_view::npos);
    CHECK(policy->find("frame-ancestors 'none'") != std::string_view::npos);
    CHECK(header_of(headers, "cache-control") == "no-store");
}

TEST_CASE("form: fields are decoded, and what is no form is refused") {
    const auto fields = fields_of("answer=grant&reason=a+b%26c%3D%C3%A9%0Ad&&empty=");
    REQUIRE(fields);
    CHECK(fields->at("answer") == "grant");
    CHECK(fields->at("reason") == "a b&c=\xC3\xA9\nd");
    CHECK(fields->at("empty").empty());
    CHECK(fields_of("")->empty());
    for (const char* body : {"a=%", "a=%4", "a=%zz", "a=1&a=2"}) {
        CAPTURE(body);
        CHECK_FALSE(fields_of(body));
    }
    CHECK_FALSE(fields_of(std::string(form_limit + 1, 'a')));
    std::string many;
    for (int n = 0; n < 17; ++n) many += std::to_string(n) + "=&";
    CHECK_FALSE(fields_of(many));
    CHECK(fields_of("reason=%1b%5b2J")->at("reason").find('\x1b') == std::string::npos);
}
