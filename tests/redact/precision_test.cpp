// SPDX-License-Identifier: Apache-2.0
// What a support engineer needs stays as it is.
#include "tests/redact/given.hpp"

namespace diag::redact {
namespace {

const char* const harmless[] = {
    "2026-11-23 20:33:28,123 INFO [main] c.r.covi.Service - Started in 12.345 seconds",
    "Nov 23 20:33:28 host systemd[1]: Started getty@tty1.service.",
    "[23/Nov/2026:20:33:28 +0000] \"GET /people/123 HTTP/1.1\" 200 512",
    "2026-11-23T20:33:28.123Z level=info msg=\"ok\"",
    "id=90d7a28a-5dc0-4bfe-af61-5c8e74616796",
    "sha256=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "commit 7c4f0d0e5f6a7b8c9d0e1f2a3b4c5d6e7f8a9b0c",
    "Listening on port 8080",
    "version 1.2.3.4",
    "v1.2.3.4",
    "Version: 3.12.110.7",
    "libfoo.so.1.2.3.4",
    "foo-1.2.3.4.jar",
    "Chrome/120.0.0.0 Safari/537.36",
    "2026-11-23 20:33:28 install libvulkan1:amd64 <none> 254.120.177.53-1",
    "2026-11-23 20:33:28 status installed libgl1:amd64 1.7.0.4",
    "Upgrade: libvulkan1:amd64 (1.3.239.0-1, 1.3.250.1-2), zlib1g:amd64 (1.2.13.9, 1.2.13.10)",
    "upgrade openssl:all 3.0.17.1~deb12u1 3.0.17.2~deb12u2",
    "Install: cuda:amd64 (12.2.0.1+really11, automatic), x:amd64 (12.2.0.1, automatic)",
    "Setting up nvidia:amd64 (10.20.30.40-0ubuntu0.22.04) ...",
    "ii  libvulkan1:amd64     254.120.177.53-1  amd64  loader",
    "OID 1.3.6.1.4.1.311.2",
    "1.3.6.1.4",
    "\tat com.example.password.PasswordEncoder.encode(PasswordEncoder.java:42)",
    "org.x.InvalidTokenException: Cannot parse",
    "java.lang.Object@1a2b3c4d",
    "Unexpected token: }",
    "Unrecognized token 'abc'",
    "HTTP 401 Unauthorized",
    "password expired",
    "password is required",
    "password: must not be empty",
    "Access denied for user 'root'@'localhost' (using password: YES)",
    "Failed password for invalid user x",
    "no password supplied",
    "tokens=512",
    "passwordExpired=true",
    "tokenType=Bearer",
    "token_expires_in=3600",
    "password.length=12",
    "\"passwordRequired\": false",
    "password=${DB_PASSWORD}",
    "password=********",
    "\"password\": null",
    "password=",
    "<password></password>",
    "<password/>",
    "Bearer token expired",
    "Basic Authentication required",
    "cookies are disabled",
    "std::bad_alloc",
    "Foo::Bar",
    "std::vector<int>::size",
    "12:34:56:78",
    "compass=north",
    "bypass=true",
    "passed=12 failed=0",
    "community edition",
    "http://host:8080/path?x=1",
    "https://medium.com/@john/post",
    "npm install react@18.2.0",
    "user@1000.service",
    "double-pass encoding",
    "secretary: anna",
    "Caused by: java.net.ConnectException",
    "ab:cd:ef:01:23:45:67:89:ab:cd:ef:01:23:45:67:89:ab:cd:ef:01",
    "1.5.2 -> 1.5.3",
    "10.5 GB free, 3.14159",
    "0x7f00000001 0000:3b:00.0"};

TEST_CASE("redact: what is no secret stays byte for byte") {
    for (const std::string text : harmless) {
        CAPTURE(text);
        CHECK(clean(text) == text);
        CHECK(clean("a\n" + text + "\nb\n") == "a\n" + text + "\nb\n");
    }
}

TEST_CASE("redact: a text may end with the line that begins a PEM block") {
    for (const std::string end : {"", "\n", "\r\n"}) {
        const auto text = "-----BEGIN CERTIFICATE-----" + end;
        CAPTURE(text);
        CHECK(clean(text) == text);
    }
}

TEST_CASE("redact: what surrounds a secret stays, so that the line still parses") {
    CHECK(holds(clean("rtsp://admin:pw12@10.0.0.5:554/stream1 ok"), ":554/stream1 ok"));
    CHECK(holds(clean(R"({"password":"pw12","port":8080})"), R"(","port":8080})"));
    CHECK(holds(clean(R"({"pin":1,"secret":12345,"b":true})"), R"(]","b":true})"));
    CHECK(holds(clean("a password=pw12, host=x"), ", host=x"));
    CHECK(holds(clean("GET /a?access_token=abc&x=1 HTTP/1.1"), "&x=1 HTTP/1.1"));
    CHECK(holds(clean("<password>pw12</password><a>1</a>"), "</password><a>1</a>"));
    CHECK(holds(clean("Authorization: Bearer abc"), "Authorization: Bearer ["));
    CHECK(holds(clean("-----BEGIN PRIVATE KEY-----\nab\n-----END PRIVATE KEY-----"),
                "-----END PRIVATE KEY-----"));
}

}  // namespace
}  // namespace diag::redact
