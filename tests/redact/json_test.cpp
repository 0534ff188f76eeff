// SPDX-License-Identifier: Apache-2.0
// JSON that went in comes out as JSON, whatever a name of secrets is set to in it.
#include "platform/json.hpp"

#include <array>

#include "tests/redact/given.hpp"

namespace diag::redact {
namespace {

const std::array<std::string, 15> names{"password",   "token",         "secrets",   "credentials",
                                        "apiKey",     "pwd",           "cookie",    "cookies",
                                        "Set-Cookie", "Authorization", "X-Api-Key", "signature",
                                        "privateKey", "passwords",     "tokens"};

const std::array<std::string, 38> values{R"({})",
                                         R"([])",
                                         R"(null)",
                                         R"(true)",
                                         R"(false)",
                                         R"(0)",
                                         R"(12345678)",
                                         R"(-1.5e10)",
                                         R"("")",
                                         R"("Leakpw77")",
                                         R"("a\\")",
                                         R"("a\\\\")",
                                         R"("a\"Leakpw77")",
                                         R"("\u0041\n")",
                                         R"("Bearer Leakpw77\\")",
                                         R"("Digest username=\"x\", nonce=\"y\"")",
                                         R"("a=\"Leakpw77\"; b=1")",
                                         R"([1,2,3])",
                                         R"([ "Leakpw77" , "b" ])",
                                         R"(["a]b","c\"]"])",
                                         R"([[1,2],[3]])",
                                         R"([null])",
                                         R"([{"value":"Leakpw77"},{"value":[1,"b"]}])",
                                         R"({"value":"Leakpw77"})",
                                         R"({"value":12345678})",
                                         R"({"value":null,"type":"x"})",
                                         R"({"a":{"b":{"value":["Leakpw77",12345,{}]}}})",
                                         R"({"type":"basic","value":"Leakpw77"})",
                                         R"({"password":[1,2,3],"n":{}})",
                                         R"({"token":{"token":{"token":"Leakpw77"}}})",
                                         R"({"a":"{\"password\":\"Leakpw77\"}"})",
                                         R"({"cookie":{"Authorization":[null,"x"]}})",
                                         R"({ "value" : 12345678 })",
                                         R"({"value":true})",
                                         R"(["--password","Leakpw77"])",
                                         R"("password: \"Leakpw77\"")",
                                         R"("rtsp://a:Leakpw77@h/s")",
                                         R"({"value":"{"})"};

/// `text` as a string of JSON.
std::string in_string(const std::string& text) { return json::write(json::value(text)); }

bool is_json(const std::string& text) { return json::parse(text).has_value(); }

void check_parses(const std::string& text) {
    CAPTURE(text);
    REQUIRE(is_json(text));
    const auto result = clean(text);
    CAPTURE(result);
    CHECK(is_json(result));
}

void check(const std::string& text) {
    check_parses(text);
    CAPTURE(text);
    CHECK_FALSE(holds(clean(text), "Leakpw77"));
}

TEST_CASE("redact: JSON still parses, whatever a name of secrets is set to") {
    for (const auto& name : names)
        for (const auto& value : values) {
            const auto member = "\"" + name + "\":" + value;
            check("{" + member + ",\"n\":2}");
            check("{\"a\":[{\"n\":1, " + member + " }]}");
            check("{\n  \"" + name + "\" : " + value + "\n}");
            check_parses("[\"" + name + "\", " + value + "]");
            check("{\"name\":\"" + name + "\",\"value\":" + value + ",\"n\":{}}");
        }
}

TEST_CASE("redact: JSON in strings of JSON still parses, as deep as it is met") {
    for (const auto& name : names)
        for (const auto& value : values) {
            const auto once =
                "{\"a\":" + in_string("{\"" + name + "\":" + value + ",\"n\":2}") + "}";
            const auto lines =
                "{\"a\":" + in_string("{\n  \"" + name + "\": " + value + "\n}") + "}";
            check(once);
            check(lines);
            check("{\"a\":" + in_string(once) + ",\"n\":[]}");
        }
}

}  // namespace
}  // namespace diag::redact
