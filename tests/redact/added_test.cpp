// SPDX-License-Identifier: Apache-2.0
// What a site adds to the rules, and what its own configuration taught.
#include "agent/redact/spellings.hpp"
#include "platform/base64.hpp"
#include "tests/redact/given.hpp"

namespace diag::redact {
namespace {

std::string clean_by(const rules::Rules& rules, std::string_view text) {
    const auto made = Redactor::create(test_key, rules);
    REQUIRE(made);
    Redactions counts;
    const auto result = made->redact(text, counts);
    REQUIRE(result);
    return result->text();
}

TEST_CASE("added: a site's word goes wherever it stands as a word, in either case") {
    const rules::Rules rules{.words = {"Acme Bank", "Nandú", "zorro"}};

    for (const char* line :
         {"the Acme Bank site", "ACME BANK", "x=acme%20bank&y", "q=Acme+Bank", "\\nAcme Bank\\n",
          "{\"a\":\"\\u00e1Acme Bank\"}", "/srv/acme bank/logs", "_acme bank_"})
        CHECK_MESSAGE(!holds(clean_by(rules, line), "ank"), line);
    CHECK_FALSE(holds(clean_by(rules, "project NANDÚ, nandú"), "nan"));
    CHECK_FALSE(holds(clean_by(rules, "project NANDÚ, nandú"), "NAN"));
    for (const char* line : {"zorros", "azorro", "acmebank", "zorroé"})
        CHECK_MESSAGE(clean_by(rules, line) == line, line);
    CHECK(clean_by(rules, "zorro") == clean_by(rules, "ZORRO"));
    CHECK(holds(clean_by(rules, "/srv/zorro-x/y"), "/srv/word-"));
}

TEST_CASE("added: what a site's family is called names a secret in every syntax") {
    const rules::Rules rules{.names = {"badgecode", "cofre"}};

    for (const char* line :
         {"badgecode=4711xyz", "{\"badgeCode\":\"4711xyz\"}", "badgecode: 4711xyz",
          "<badgecode>4711xyz</badgecode>", "--badgecode 4711xyz", "door.cofre = 4711xyz"})
        CHECK_MESSAGE(!holds(clean_by(rules, line), "4711xyz"), line);
    CHECK(clean_by(rules, "cofres=4711xyz") == "cofres=4711xyz");
}

TEST_CASE("added: a pattern's match goes, also where it is long, repeated or at a line's end") {
    const rules::Rules rules{
        .patterns = {"BDG-[0-9]{4,8}", "^lock [a-z]{3,8}$", "\\s{1,2}kk[0-9]k"}};

    CHECK_FALSE(holds(clean_by(rules, "at BDG-471123 in"), "4711"));
    CHECK(holds(clean_by(rules, "at BDG-471123 in"), "at [secret:"));
    CHECK_FALSE(holds(clean_by(rules, "a\nlock abc\nb"), "abc"));
    CHECK(clean_by(rules, "unlock abc") == "unlock abc");
    const auto twice = clean_by(rules, "BDG-4711 BDG-4711");
    CHECK(twice.substr(0, twice.find(' ')) == twice.substr(twice.find(' ') + 1));
    // Of a match over two lines only what lies in the last one can be told from a cut.
    CHECK_FALSE(holds(clean_by(rules, "a\n kk7k"), "kk7k"));
    CHECK(clean_by(rules, "a\n kk7k").starts_with("a\n"));
}

TEST_CASE("added: an exception lets addresses, hosts and words stay, each whole") {
    const rules::Rules rules{.words = {"acme"},
                             .exceptions = {"10.1.2.3", "acme-cam.corp.lan", "nvr01"},
                             .hosts = {"nvr01.corp.lan"}};

    CHECK(clean_by(rules, "from 10.1.2.3 to") == "from 10.1.2.3 to");
    CHECK_FALSE(holds(clean_by(rules, "from 10.1.2.34 to"), "10.1.2.34"));
    CHECK(clean_by(rules, "see acme-cam.corp.lan") == "see acme-cam.corp.lan");
    CHECK_FALSE(holds(clean_by(rules, "see acme"), "acme"));
    CHECK(clean_by(rules, "on NVR01: up") == "on NVR01: up");
    CHECK_FALSE(holds(clean_by(rules, "on nvr01.corp.lan: up"), "corp"));
}

TEST_CASE("added: no exception lets a secret, token, mail address, key or picture stay") {
    const std::string jwt =
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_"
        "XgL0n3I9PlFUP0THsR8U";
    const std::string pem = "-----BEGIN PRIVATE KEY-----\nQUJD\n-----END PRIVATE KEY-----";
    const rules::Rules rules{
        .exceptions = {"hunter2x", "password=hunter2x", jwt, "jane@corp.lan", "QUJD", "BDG-4711"},
        .secrets = {"s3cr3t-of-site"}};
    auto with_pattern = rules;
    with_pattern.patterns = {"BDG-[0-9]{4}"};
    with_pattern.exceptions.push_back("s3cr3t-of-site");

    const auto text =
        clean_by(with_pattern, "password=hunter2x " + jwt + " jane@corp.lan BDG-4711\n" + pem +
                                   "\ns3cr3t-of-site\n");

    for (const char* secret : {"hunter2x", "eyJhbG", "jane@", "QUJD", "BDG-4711", "s3cr3t"})
        CHECK_MESSAGE(!holds(text, secret), secret);
}

TEST_CASE("added: a learned secret goes wherever it occurs and however it is written") {
    const std::string secret = "p&5\"w/x<Q>é";
    const rules::Rules rules{.secrets = {secret}};

    std::string said;
    for (const auto& spelling : spellings_of(secret)) said += "said " + spelling + "; and so on\n";
    const auto gone = clean_by(rules, said);
    for (const auto& spelling : spellings_of(secret))
        CHECK_MESSAGE(!holds(gone, spelling), spelling);
    CHECK_FALSE(holds(clean_by(rules, "x%26amp%3B p%265%22w%2fx%3cQ%3e%c3%a9 y"), "%265"));
    CHECK(holds(clean_by(rules, "said " + secret + "; and so on"), "said ["));
    for (const char* before : {"", "u", "us", "usr"})
        for (const char* after : {"", "1", "12", "123"}) {
            const auto coded = base64(before + secret + after);
            const auto text = clean_by(rules, "h: " + coded + " end");
            CHECK_MESSAGE(text.size() < 40, coded);
            CHECK(text.ends_with(" end"));
        }
}

TEST_CASE("added: a learned secret goes as browsers and writers of JSON escape it") {
    const rules::Rules rules{.secrets = {"S@fe!2026xQ", "Tr0ub&4dor'x3", "Zürich-Küche7"}};

    const auto text =
        clean_by(rules,
                 "a S%40fe!2026xQ b S%2540fe!2026xQ c S%2540fe%25212026xQ\n"
                 "d Tr0ub\\u00264dor\\u0027x3 e Tr0ub&#38;4dor&#39;x3 Tr0ub&amp;4dor&#x27;x3\n"
                 "f Z\\u00fcrich-K\\u00FCche7 g Z&#252;rich-K&#252;che7\n");

    for (const char* part : {"fe!", "fe%", "2026xQ", "4dor", "Tr0ub", "rich", "che7"})
        CHECK_MESSAGE(!holds(text, part), part << " in " << text);
}

TEST_CASE("added: a learned secret inside another takes no tail of it along") {
    const rules::Rules rules{.secrets = {"abcd1234", "abcd1234efgh5678", "4efgh5678ZZ"}};

    CHECK_FALSE(holds(clean_by(rules, "x abcd1234efgh5678ZZ y"), "ZZ"));
    CHECK_FALSE(holds(clean_by(rules, "x abcd1234efgh5678ZZ y"), "efgh"));
}

TEST_CASE("added: rules do not change what is cut where, nor what stands for what") {
    const rules::Rules rules{.patterns = {"BDG-[0-9]{4,8}"},
                             .words = {"acme"},
                             .secrets = {"s3cr3t-of-site"},
                             .hosts = {"nvr01.corp.lan"}};
    std::string text;
    for (int i = 0; i < 200; ++i)
        text += "line " + std::to_string(i) + " acme BDG-4711 s3cr3t-of-site on nvr01 10.0.0.5\n";
    const auto made = Redactor::create(test_key, rules);
    REQUIRE(made);
    Redactions counts;

    std::string in_blocks;
    for (std::string_view rest = text; !rest.empty();) {
        auto cut = rest.size() > 300 ? Redactor::safe_cut(rest.substr(0, 300)) : rest.size();
        in_blocks += made->redact(rest.substr(0, cut), counts)->text();
        rest.remove_prefix(cut);
    }

    CHECK(in_blocks == clean_by(rules, text));
    CHECK(counts.at("word") == 200);
    CHECK(counts.at("host") == 200);
    CHECK(counts.at("secret") == 400);
}

TEST_CASE("added: a pattern that must not be makes no redactor") {
    CHECK(Redactor::create(test_key, {.patterns = {"a*"}}).error().fault == Fault::refused);
}

TEST_CASE("added: the version of the rules says where more came from") {
    CHECK(rules_version({.labels = {"site 4", "safr-2026 7"}}) ==
          std::string(rules_version()) + ", site 4, safr-2026 7");
}

}  // namespace
}  // namespace diag::redact
