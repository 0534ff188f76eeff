// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <thread>

#include "tests/redact/given.hpp"

namespace diag::redact {
namespace {

std::string after(std::string_view text, std::string_view lead) {
    return std::string(text.substr(text.find(lead) + lead.size(), 17));
}

TEST_CASE("redact: equal secrets get equal stand-ins in every syntax") {
    const auto plain = after(clean("password=Hunter2x"), "password=");
    CHECK(plain.substr(0, 8) == "[secret:");
    CHECK(after(clean(R"({"token":"Hunter2x"})"), R"("token":")") == plain);
    CHECK(after(clean("<pwd>Hunter2x</pwd>"), "<pwd>") == plain);
    CHECK(holds(clean("rtsp://a:Hunter2x@h/"), plain.substr(8, 8)));
    CHECK(holds(clean("rtsp://a:%48unter2x@h/"), plain.substr(8, 8)));
}

TEST_CASE("redact: different secrets, kinds and cases get different stand-ins") {
    CHECK(clean("password=a1") != clean("password=a2"));
    const auto other = Redactor::create(CaseKey{9});
    REQUIRE(other.has_value());
    Redactions counts;
    const auto elsewhere = other->redact("password=a1 10.1.2.3", counts);
    REQUIRE(elsewhere.has_value());
    CHECK(elsewhere->text() != clean("password=a1 10.1.2.3"));
}

TEST_CASE("redact: what was redacted once stays as it is, MAC addresses aside") {
    const auto once = clean(
        "rtsp://u:p1@10.0.0.5/ password=x1 a@b.example 2001:db8::1\n{\"token\":\"t1\"}\n"
        "Authorization: Basic abcd\n");
    CHECK(clean(once).find("[secret:") == once.find("[secret:"));
    CHECK(clean("password=[secret:1f2e3d4c]") == "password=[secret:1f2e3d4c]");
    CHECK(clean("240.1.2.3 100::1:2:3:4") == "240.1.2.3 100::1:2:3:4");
}

TEST_CASE("redact: stand-ins keep the form of what they stand for, where nothing real is") {
    const auto phone = clean("call +49 171 1234567 now");
    CHECK(phone.starts_with("call +999"));
    CHECK(phone.size() == std::string_view("call +491711234567 now").size());
    CHECK(clean("phone=+491711234567") == "phone=" + phone.substr(5, 13));
    CHECK(clean(phone) == phone);
    CHECK(holds(clean(R"({"phone":4155552671,"n":1})"), R"({"phone":"+999)"));
    CHECK(clean("/home/anna/x").substr(0, 11) == "/home/user-");
    CHECK(clean("C:\\Users\\anna\\x").substr(9, 13) == clean("/home/anna/x").substr(6, 13));
    CHECK(clean("fullName=Anna Smith").starts_with("fullName=[person:"));
    const auto dashed = clean("ip-10-20-30-40"), dotted = clean("10.20.30.40");
    CHECK(std::count(dashed.begin(), dashed.end(), '-') == 4);
    CHECK(dashed.substr(3, 3) == dotted.substr(0, 3));
    const auto mac = clean("mac=001b.21aa.bbcc");
    CHECK(mac.size() == 18);
    CHECK(mac[8] == '.');
    CHECK(mac.substr(4, 2) == clean("00:1b:21:aa:bb:cc").substr(0, 2));
}

TEST_CASE("redact: kinds are counted") {
    Redactions counts;
    REQUIRE(redactor().redact("x password=x1 10.1.2.3 10.1.2.3 a@b.example", counts).has_value());
    CHECK(counts == Redactions{{"email", 1}, {"ipv4", 2}, {"secret", 1}});
}

TEST_CASE("redact: overlapping secrets go as one, and no tail of either stays") {
    const auto result = clean("password=rtsp://u:Hunter2x@10.0.0.5/token=Abc9 next");
    CHECK_FALSE(holds(result, "Hunter2x"));
    CHECK_FALSE(holds(result, "Abc9"));
    CHECK(clean("Authorization: Bearer eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0") ==
          clean("Authorization: Bearer eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0"));
}

TEST_CASE("redact: a bare number in JSON becomes a string, so that it stays JSON") {
    CHECK(holds(clean(R"({"secret":12345})"), R"({"secret":"[secret:)"));
    CHECK(holds(clean(R"({"a":"{\"secret\":12345}"})"), R"({\"secret\":\"[secret:)"));
}

TEST_CASE("redact: an observer hears what each stand-in stands for") {
    auto observed = Redactor::create(test_key);
    REQUIRE(observed.has_value());
    std::map<std::string, std::string> originals;
    observed->observe([&](std::string_view, std::string_view stand_in, std::string_view original) {
        originals[std::string(stand_in)] = original;
    });
    Redactions counts;
    const auto result = observed->redact("x password=Hunter2x from 10.1.2.3", counts);
    REQUIRE(result.has_value());
    CHECK(originals.size() == 2);
    CHECK(originals[clean("10.1.2.3")] == "10.1.2.3");
}

TEST_CASE("redact: threads share a redactor and agree") {
    std::string text;
    for (int i = 0; i < 2000; ++i)
        text += "password=p" + std::to_string(i) + " 10.1." + std::to_string(i % 250) + ".7\n";
    const auto expected = clean(text);
    std::vector<std::string> results(4);
    {
        std::vector<std::jthread> threads;
        for (auto& result : results)
            threads.emplace_back([&result, &text] {
                Redactions counts;
                const auto redacted = redactor().redact(text, counts);
                if (redacted) result = redacted->text();
            });
    }
    for (const auto& result : results) CHECK(result == expected);
}

}  // namespace
}  // namespace diag::redact
