// SPDX-License-Identifier: Apache-2.0
// What certificates of outside systems show is evidence, and their names are hosts of the site.
#include <doctest/doctest.h>

#include "agent/redact/redactor.hpp"
#include "platform/shown_tls.hpp"

using namespace diag;

namespace {

std::string redacted(const TlsFacts& tls) {
    const auto redactor = redact::Redactor::create({1, 2, 3});
    REQUIRE(redactor);
    redact::Redactions counts;
    const auto text = redactor->redact(json::write(to_json(tls)), counts);
    REQUIRE(text);
    return text->text();
}

}  // namespace

TEST_CASE("shown certificate: the name it was made for leaves no host of the site in evidence") {
    for (const char* name : {"gate.acme.example", "*.acme.example", "onguard-2"}) {
        CAPTURE(name);
        const auto text = redacted({.version = "TLSv1.3", .name = name, .distrust = ""});

        CHECK(text.find("acme") == text.npos);
        CHECK(text.find("onguard") == text.npos);
        const auto document = json::parse(text);
        REQUIRE(document);
        CHECK(tls_from(*document).name.starts_with("*.") == std::string(name).starts_with("*."));
    }
}

TEST_CASE("shown certificate: its name reads back as it was, also from older evidence") {
    for (const char* name : {"gate.acme.example", "*.acme.example", "", "Main Building CA"})
        CHECK(tls_from(to_json({.version = {}, .name = name, .distrust = {}})).name == name);

    CHECK(tls_from(json::object{{"name", "gate"}}).name == "gate");
}
