// SPDX-License-Identifier: Apache-2.0
// Where a stream may be cut among secrets and persons that take several lines.
#include <algorithm>
#include <vector>

#include "agent/redact/mentions.hpp"
#include "agent/redact/recognise.hpp"
#include "agent/redact/trigger_words.hpp"
#include "tests/redact/given.hpp"

namespace diag::redact {
namespace {

/// `text` as it comes byte by byte: each prefix that may be cut off is redacted on its own.
std::string clean_as_it_comes(std::string_view text) {
    std::string buffer, result;
    for (const char c : text) {
        buffer += c;
        const auto cut = Redactor::safe_cut(buffer);
        if (cut == 0) continue;
        result += clean(std::string_view(buffer).substr(0, cut));
        buffer.erase(0, cut);
    }
    return result + clean(buffer);
}

/// Cut once, at each place that is chosen when no more than a prefix is known.
void check_cuts(const std::string& text) {
    const auto whole = clean(text);
    CAPTURE(text);
    std::size_t before = 0;
    for (std::size_t size = 1; size < text.size(); ++size) {
        const auto cut = Redactor::safe_cut(std::string_view(text).substr(0, size));
        if (cut == 0 || cut == before) continue;
        before = cut;
        CAPTURE(cut);
        CHECK(clean(text.substr(0, cut)) + clean(text.substr(cut)) == whole);
    }
    CHECK(clean_as_it_comes(text) == whole);
}

std::string filled(std::string text, std::string_view name) {
    for (std::size_t at = 0; (at = text.find('@', at)) != std::string::npos; at += name.size())
        text.replace(at, 1, name);
    return text;
}

std::string deeper(const std::string& text) {
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = text.find('\n', at) + 1;
        result += "  " + text.substr(at, end - at);
        at = end;
    }
    return result;
}

std::vector<std::string_view> names_of_secrets() {
    std::vector<std::string_view> names;
    for (auto [word, recognise] : built_in_words())
        if (recognise == recognise_key || recognise == recognise_short_key) names.push_back(word);
    return names;
}

TEST_CASE("redact: every name of a secret is one that a cut keeps away from") {
    CHECK(names_of_secrets().size() > 100);
    for (const auto name : names_of_secrets()) CHECK_MESSAGE(mentions_secret(name), name);
    CHECK_FALSE(mentions_secret("2026-11-23 20:33:28,123 INFO [main] Started in 12.345 s"));
}

TEST_CASE("redact: a value of two lines is not parted from any name of a secret") {
    const std::string forms[] = {"a=1\n@: |\n  Leakpw77x\nnext: 1\n",
                                 "a=1\n@:\n  - Leakpw77x\n  - Leakpw78x\nnext: 1\n",
                                 "@:\n- Leakpw77x\n- Leakpw78x\nnext: 1\n",
                                 "a=1\n@=Leakpw\\\n  Leakpw77x\nb=1\n",
                                 "<@>\nLeakpw77x\n</@>\n<a>1</a>\n",
                                 "- name: @\n  value: Leakpw77x\n- name: B\n"};
    for (const auto name : names_of_secrets())
        for (const auto& form : forms) {
            const auto text = filled(form, name);
            check_cuts(text);
            check_cuts("top:\n" + deeper(text));
        }
}

TEST_CASE("redact: a secret over lines is not parted, in whatever syntax it is") {
    std::string rows = "INSERT INTO users (id, password) VALUES\n";
    for (int row = 0; row < 40; ++row) rows += "(" + std::to_string(row) + ",'Leakpw77x'),\n";
    const std::string texts[] = {
        "geheim: |\n  Leakpw77\nx\n",
        "bindpw:\n  Leakpw77\nx\n",
        "creds:\n  Leakpw77\nx\n",
        "recovery_codes:\n  - Leakpw77\n  - Leakpw78\nx\n",
        "samlresponse:\n  Leakpw77\nx\n",
        "a: 1\nPrivate-Lines: 3\nTGVha3B3NzdMZWFrcHc3N0xlYWtwdzc3TGVha3B3NzdMZWFrcHc3N0xl\n"
        "TGVha3B3NzdMZWFrcHc3N0xlYWtwdzc3TGVha3B3NzdMZWFrcHc3N0xl\nTGVha3B3\nPrivate-MAC: 1\nx\n",
        rows + "(99,'Leakpw77x');\nSELECT 1;\n",
        "x\nINSERT INTO users\n(id,\npassword)\nVALUES\n(7,'Leakpw77'),\n\n(8,\n'Leakpw78');\nx\n",
        "x\n  insert into t (a, token) values (\n    7,\n    'Leakpw77'\n  ), (\n    8,\n"
        "    'Leakpw78'\n  );\nx\n",
        "name: DB_PASSWORD\nvalue: Leakpw77x\nname: B\n",
        "{\n\"name\": \"password\",\n\"type\": \"t\",\n\"value\": \"Leakpw77x\"\n}\n",
        "<key>password</key>\n<string>Leakpw77x</string>\n<key>a</key>\n",
        "machine h\nlogin anna\npassword Leakpw\nmachine i\n",
        "key_password = \"\"\"\nLeakpw77x it's\nand Leakpw78x\n\"\"\"\nx = 1\n",
        "db.auth(\"user\",\n\"Leakpw77\")\nx\n",
        "CREATE USER x IDENTIFIED BY\n'Leakpw77'\nx\n",
        "S: 334 UGFzc3dvcmQ6\nC: TGVha3B3Nzc=\nx\n",
        "x=1\r\npassword=Leakpw\\\r\n  Leakpw77\r\ny=1\r\n",
        "run -e PASSWORD=\"Leakpw\\\nLeakpw77\" img\nx\n",
        "curl -s \\\n  -u anna:Leakpwx \\\n  http://h/\nx\n",
        "apiVersion: v1\ndata:\n  x: TGVha3B3Nzc=\nkind: Secret\n---\na: 1\n",
        "apiVersion: v1\nkind: Secret\ndata:\n  x: TGVha3B3Nzc=\n  y: TGVha3B3Nzc=\n---\na: 1\n",
        "{\n\"passwords\": [\n\"Leakpw77\",\n\"Leakpw78\",\n\"Leakpw79\"\n]\n}\nx\n"};
    for (const auto& text : texts) {
        CHECK_MESSAGE(!holds(clean(text), "Leakpw"), text);
        CHECK_MESSAGE(!holds(clean(text), "TGVha3B3"), text);
        check_cuts(text);
        check_cuts("first\nsecond\n" + text + "last\n");
    }
}

std::string repeated(std::string_view line, int count) {
    std::string text;
    for (; count > 0; --count) text += line;
    return text;
}

TEST_CASE("redact: a secret over many lines is taken to its end and not parted") {
    const std::string texts[] = {
        "recovery_codes = \"Leakpw77\n" + repeated("Leakpw78\n", 25) + "Leakpw79\"\n",
        "recovery_codes = \"Leakpw77\n" + repeated("Leakpw78\n", 62) + "Leakpw79\"\n",
        "\"passwords\": {\n" + repeated("  \"user\": \"Leakpw77\",\n", 80) + "  \"n\": null\n}\n",
        "\"passwords\": [\n" + repeated("\"Leakpw77\",\n", 80) + "\"Leakpw78\"\n]\n",
        "passwords:\n" + repeated("  user: Leakpw77\n", 80),
        "passwords:\n" + repeated("- Leakpw77\n", 80),
        "password: |\n" + repeated("  Leakpw77\n", 80)};
    for (const auto& part : texts) {
        const auto text = "first\nsecond\n" + part + "last\nend\n";
        const auto whole = clean(text);
        CAPTURE(text);
        CHECK_FALSE(holds(whole, "Leakpw"));
        int cuts = 0;
        for (std::size_t size = 20; size < text.size(); size += 37) {
            const auto cut = Redactor::safe_cut(std::string_view(text).substr(0, size));
            cuts += cut != 0;
            CAPTURE(cut);
            CHECK(clean(text.substr(0, cut)) + clean(text.substr(cut)) == whole);
        }
        CHECK(cuts > 0);
    }
}

TEST_CASE("redact: a quotation that its text does not close is taken to the end") {
    CHECK_FALSE(holds(clean("a=1\npassword = \"Leakpw77\nLeakpw78\nLeakpw79\n"), "Leakpw"));
    CHECK_FALSE(holds(clean("a=1\npassword = \"Leakpw77\nLeakpw78\nLeakpw79"), "Leakpw"));
}

TEST_CASE("redact: a key that only the site calls a secret is kept with its lines") {
    rules::Rules rules;
    rules.names = {"zugangsding"};
    const auto made = Redactor::create(test_key, rules);
    const std::string text = "a: 1\nzugangsding: |\n  Leakpw77\n  Leakpw78\nb: 2\nc: 3\n";
    for (std::size_t size = 10; size <= text.size(); ++size) {
        Redactions counts;
        const auto cut = Redactor::safe_cut(std::string_view(text).substr(0, size));
        const auto head = made->redact(text.substr(0, cut), counts);
        const auto rest = made->redact(text.substr(cut), counts);
        CHECK_FALSE(holds(head->text() + rest->text(), "Leakpw7"));
    }
}

TEST_CASE("redact: members of one object that make a person are not parted") {
    const std::string person =
        "  {\n    \"name\": \"Zbigniew\",\n    \"site\": \"x\",\n    \"personId\": \"7\"\n  }";
    std::string text = "{\n\"people\": [\n";
    for (int i = 0; i < 40; ++i) text += person + ",\n";
    text += person + "\n]\n}\n";
    for (std::size_t size = 300; size < text.size(); ++size) {
        const auto cut = Redactor::safe_cut(std::string_view(text).substr(0, size));
        CAPTURE(cut);
        CHECK(cut > size - 250);
        const auto before = text.substr(0, cut);
        const auto after_members = before.ends_with("}\n") || before.ends_with("},\n") ||
                                   before.ends_with("{\n") || before.ends_with("]\n") ||
                                   text[cut + 2] == '}';
        CHECK_MESSAGE(after_members, before.substr(before.size() - 60));
    }
}

TEST_CASE("redact: a list over lines of one person's names is not parted") {
    const std::string texts[] = {
        "\"cn\": [\n  \"Maria Leakname\"\n]\nx\n",
        "{\n\"cn\": [\n  \"Maria Leakname\",\n  \"Maria Isabel Leakname\"\n],\n\"n\": 1\n}\nx\n",
        "{\n\"displayName\": [\n\n  \"Maria Leakname\"\n  , \"Maria Isabel Leakname\"\n]\n}\nx\n",
        "{\n  \"apellido\": [\n    \"Leakname\",\n    \"Leaknamez\"\n  ]\n}\nx\n",
        "cn:\n  - Maria Leakname\n  - Maria Isabel Leakname\nx: 1\n",
        "fullName:\n- Leakname\n- Leaknamez\nx: 1\n",
        "\"people\": [\n  \"Maria Leakname\",\n  \"Maria\"\n]\nx\n"};
    for (const auto& text : texts) {
        CHECK_MESSAGE(!holds(clean(text), "Leakname"), text);
        check_cuts(text);
        check_cuts("first\nsecond\n" + text + "last\n");
    }
}

TEST_CASE("redact: a long object whose members have passwords is cut between them") {
    std::string text = "{\n  \"cameras\": [\n";
    for (int i = 0; i < 2000; ++i)
        text += "    {\n      \"id\": " + std::to_string(i) +
                ",\n      \"password\":\n        \"Leakpw77\",\n      \"secrets\": [\n"
                "        \"Leakpw78\",\n        \"Leakpw79\"\n      ],\n      \"n\": 1\n    },\n";
    const auto whole = clean(text);
    CHECK_FALSE(holds(whole, "Leakpw7"));
    for (std::size_t block = 70'000; block < 72'000; block += 71)
        CHECK(clean_in_blocks(text, block) == whole);
}

}  // namespace
}  // namespace diag::redact
