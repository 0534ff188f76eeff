// SPDX-License-Identifier: Apache-2.0
#include <doctest.h>

#include "collectors/integrations/greeting.hpp"
#include "tests/fakes.hpp"

using namespace diag::integrations;
using Sense = Greeting::Sense;

namespace {

std::string bytes(std::initializer_list<int> all) {
    std::string text;
    for (const auto each : all) text += static_cast<char>(each);
    return text;
}

/// A response laid out as the example of MS-TDS 4.2: five options, of which one has no value.
const std::string tds_response =
    bytes({0x04, 0x01, 0x00, 0x2B, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x1A, 0x00, 0x06, 0x01, 0x00,
           0x20, 0x00, 0x01, 0x02, 0x00, 0x21, 0x00, 0x01, 0x03, 0x00, 0x22, 0x00, 0x00, 0x04, 0x00,
           0x22, 0x00, 0x01, 0xFF, 0x0F, 0x00, 0x10, 0xE4, 0x00, 0x00, 0x02, 0x00, 0x00});

std::string ber(int tag, const std::string& content) {
    if (content.size() < 128) return bytes({tag, static_cast<int>(content.size())}) + content;
    return bytes({tag, 0x82, static_cast<int>(content.size() >> 8),
                  static_cast<int>(content.size() & 0xFF)}) +
           content;
}

std::string attribute(const std::string& name, const std::vector<std::string>& values) {
    std::string all;
    for (const auto& each : values) all += ber(0x04, each);
    return ber(0x30, ber(0x04, name) + ber(0x31, all));
}

std::string message(const std::string& body) { return ber(0x30, ber(0x02, bytes({1})) + body); }

std::string done(int code) {
    return message(ber(0x65, ber(0x0A, bytes({code})) + ber(0x04, "") + ber(0x04, "why")));
}

std::string entry(const std::string& attributes) {
    return message(ber(0x64, ber(0x04, "") + ber(0x30, attributes)));
}

/// Every proper beginning of an answer must ask for more, never read past its end.
void check_cuts(Speech speech, const std::string& whole) {
    for (std::size_t length = 0; length < whole.size(); ++length) {
        CAPTURE(length);
        CHECK(greeting_in(speech, whole.substr(0, length)).sense == Sense::more);
    }
}

}  // namespace

TEST_CASE("integrations: a pre-login is asked for by version and encryption, and no more") {
    const auto asked = tds_question();

    REQUIRE(asked.size() == 26);
    CHECK(asked.substr(0, 4) == bytes({0x12, 0x01, 0x00, 0x1A}));
    CHECK(asked.substr(8, 11) == bytes({0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xFF}));
}

TEST_CASE("integrations: SQL Server's response to a pre-login tells version and encryption") {
    const auto said = tds_greeting(tds_response);

    CHECK(said.sense == Sense::whole);
    CHECK(said.words == "SQL Server 15.0.4324, ENCRYPT_NOT_SUP");
    CHECK(said.status == 0);
    check_cuts(Speech::tds, tds_response);
}

TEST_CASE("integrations: an error of SQL Server in place of a response is told by its number") {
    const auto said = tds_greeting(bytes({0x04, 0x01, 0x00, 0x11, 0, 0, 1, 0,  //
                                          0xAA, 0x06, 0x00, 0xA6, 0x45, 0, 0, 1, 0x14}));

    CHECK(said.sense == Sense::whole);
    CHECK(said.status == 17'830);
}

TEST_CASE("integrations: options that lead out of the message are no response") {
    for (const std::size_t at : {std::size_t{10}, std::size_t{12}, std::size_t{15}}) {
        auto bent = tds_response;
        bent[at] = '\x7F';
        CAPTURE(at);
        CHECK(tds_greeting(bent).sense == Sense::strange);
    }
    auto unended = tds_response;
    unended[33] = '\x05';
    CHECK(tds_greeting(unended).sense == Sense::strange);
    CHECK(tds_greeting(bytes({0x04, 0x01, 0x00, 0x08, 0, 0, 1, 0})).sense == Sense::strange);
    CHECK(tds_greeting(bytes({0x04, 0x00, 0x00, 0x09, 0, 0, 1, 0, 0xFF})).sense == Sense::strange);
}

TEST_CASE("integrations: the rootDSE is searched for by nobody in particular") {
    const auto asked = ldap_question();

    // messageID 1, a search request for "", of the object itself.
    CHECK(asked.substr(0, 1) == "\x30");
    CHECK(static_cast<std::size_t>(static_cast<unsigned char>(asked[1])) + 2 == asked.size());
    CHECK(asked.substr(2, 4) == bytes({0x02, 0x01, 0x01, 0x63}));
    CHECK(asked.substr(7, 5) == bytes({0x04, 0x00, 0x0A, 0x01, 0x00}));
    CHECK(asked.find("namingContexts") == asked.npos);
}

TEST_CASE("integrations: a directory's rootDSE tells its versions and what it is") {
    const auto openldap = entry(attribute("supportedLDAPVersion", {"3"})) + done(0);
    const auto active = entry(attribute("supportedLDAPVersion", {"3", "2"}) +
                              attribute("supportedCapabilities", {"1.2.840.113556.1.4.800"}) +
                              attribute("vendorName", {std::string(200, 'x')})) +
                        done(0);

    CHECK(ldap_greeting(openldap).words == "LDAP, LDAPv3");
    CHECK(ldap_greeting(active).words.starts_with("Active Directory, LDAPv3, LDAPv2, x"));
    CHECK(ldap_greeting(active).words.size() < 120);
    check_cuts(Speech::ldap, active);
}

TEST_CASE(
    "integrations: a directory that answers with a result alone is one, and its code is told") {
    CHECK(ldap_greeting(done(51)).status == 51);
    CHECK(ldap_greeting(done(1)).sense == Sense::whole);
    // A notice of disconnection: message 0, an extended response.
    const auto notice =
        ber(0x30, ber(0x02, bytes({0})) +
                      ber(0x78, ber(0x0A, bytes({52})) + ber(0x04, "") + ber(0x04, "")));
    CHECK(ldap_greeting(notice).status == 52);
}

TEST_CASE("integrations: what a real slapd answered is understood") {
    const auto said = ldap_greeting(diag::test::fixture("integrations/slapd_rootdse"));

    CHECK(said.sense == Sense::whole);
    CHECK(said.words == "LDAP, LDAPv3");
    CHECK(said.status == 0);
}

TEST_CASE("integrations: lengths that are indefinite, enormous or untrue are no answer") {
    CHECK(ldap_greeting(bytes({0x30, 0x80, 0, 0})).sense == Sense::strange);
    CHECK(ldap_greeting(bytes({0x30, 0x84, 0x7F, 0xFF, 0xFF, 0xFF})).sense == Sense::strange);
    CHECK(ldap_greeting(bytes({0x30, 0x85, 1, 1, 1, 1, 1})).sense == Sense::strange);
    CHECK(ldap_greeting(message(ber(0x64, bytes({0x04, 0x20})))).sense == Sense::strange);
    CHECK(ldap_greeting(message(ber(0x65, ber(0x0A, "")))).sense == Sense::strange);
    CHECK(ldap_greeting(message(ber(0x42, ""))).sense == Sense::strange);
}

TEST_CASE("integrations: a web service is known by its status line, and anybody else by theirs") {
    CHECK(http_greeting("HTTP/1.1 503 Service Unavailable\r\n").status == 503);
    check_cuts(Speech::http, "HTTP/1.0 200");
    CHECK(http_greeting("HTTP/1.1 2x0 OK").sense == Sense::strange);
    CHECK(http_greeting("SSH-2.0-OpenSSH").words == "SSH");
    CHECK(tds_greeting("HTTP/1.1 400 Bad Request").words == "HTTP");
    CHECK(ldap_greeting("220 mail.example ESMTP").words == "SMTP, FTP");
    CHECK(http_greeting(done(0)).words == "LDAP");
    CHECK(http_greeting("\x15\x03\x01").words == "TLS");
}

TEST_CASE("integrations: what is asked by HTTP has no login and one line each") {
    const auto asked = question(Speech::http, "/version", "safr.example:8081");

    CHECK(asked.starts_with("GET /version HTTP/1.1\r\nHost: safr.example:8081\r\n"));
    CHECK(asked.ends_with("\r\n\r\n"));
    CHECK(asked.find("Authorization") == asked.npos);
}
