// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <fstream>

#include "agent/report/knowledge.hpp"
#include "agent/report/voice.hpp"
#include "collectors/catalog.hpp"
#include "platform/text.hpp"
#include "tests/pages/given.hpp"
#include "tests/show.hpp"

using namespace diag;
using namespace diag::test;
using consent::Stage;

namespace {

const Desk& desk() {
    static const Desk one;
    return one;
}

std::string asked(const std::vector<pages::Question>& questions,
                  report::Language language = report::Language::en) {
    return pages::asking_page(questions, {"/the-path", "the-token", "eve (uid 7)"}, "", now,
                              language);
}

std::string name_in(report::Language language) { return std::string(name_of(language)); }

}  // namespace

TEST_CASE("asking page: it tells who, why, what, how much and until when, in every language") {
    for (const auto language : report::all_languages) {
        const auto text = asked({question(desk(), "cameras drop out at night")}, language);
        const auto page = page_of(text);
        keep("ask-" + name_in(language), text);
        CHECK(page.child("html").attribute("lang").value() == name_in(language));
        for (const char* part : {"Ada Lovelace", "L3", "cameras drop out at night", "4711",
                                 "200.0 MiB", "3.0 MiB", "412", "recipient", "eve (uid 7)"}) {
            CAPTURE(part);
            CHECK(has(text, part));
        }
        CHECK(has(text, pages::yes));
        CHECK_FALSE(has(text, ">ask."));
        CHECK_FALSE(has(text, ">setting."));
    }
}

TEST_CASE("asking page: what each collector reads is said in its own words") {
    const auto& knowledge = report::Knowledge::builtin();
    for (const auto* collector : catalog()) {
        const auto phrase = "reads." + std::string(collector->id);
        CAPTURE(phrase);
        REQUIRE(knowledge.has_phrase(phrase));
        CHECK(knowledge.phrase(phrase, report::Language::en) == collector->reads);
    }
}

TEST_CASE("asking page: a hostile reason stays a text") {
    auto hostile_one = question(desk(), hostile);
    hostile_one.request.case_number = hostile;
    hostile_one.engineers.front().name = hostile;
    const auto page = page_of(asked({hostile_one}));

    CHECK(page.select_nodes("//form").size() == 1);
    CHECK(page.select_nodes("//button").size() == 2);
    CHECK(page.select_node("//blockquote").node().text().get() == hostile);
}

TEST_CASE("asking page: the form brings its token and the request, and Enter grants nothing") {
    const auto page = page_of(asked({question(desk(), "x")}));
    const auto form = page.select_node("//form").node();

    CHECK(form.attribute("method").value() == std::string("post"));
    CHECK(form.attribute("action").value() == std::string("/the-path"));
    CHECK(form.select_node("input[@name='token']").node().attribute("value").value() ==
          std::string("the-token"));
    for (const auto& input : form.select_nodes("input"))
        CHECK(input.node().attribute("type").value() == std::string("hidden"));
}

TEST_CASE("asking page: size comes from an earlier bundle, or is said to be unknown") {
    auto unknown = question(desk(), "x");
    unknown.foreseen.reset();
    CHECK(has(asked({unknown}), "How much is not known"));
    CHECK(has(asked({question(desk(), "x")}), "That one was about 2 h"));
}

TEST_CASE("asking page: what is answered has no buttons, and the last answer ends it") {
    auto granted = question(desk(), "x");
    granted.asked.stage = Stage::granted;
    granted.asked.by = "eve (uid 1000) (by the local page)";
    auto declined = question(desk(), "y");
    declined.asked.stage = Stage::declined;
    declined.asked.why = "not today";
    const auto text = asked({granted, declined});
    const auto page = page_of(text);
    keep("ask-answered", text);

    CHECK(page.select_nodes("//form").empty());
    CHECK(has(text, "Everything is answered"));
    CHECK(has(text, "not today"));
    CHECK(has(text, "by the local page"));
}

TEST_CASE("asking page: what does not hold any longer can be declined and not granted") {
    auto flawed = question(desk(), "");
    flawed.engineers.clear();
    flawed.flaw = "\"Ada\" was revoked";
    const auto page = page_of(asked({flawed, question(desk(), "still good")}));

    CHECK(page.select_nodes("//form").size() == 2);
    CHECK(page.select_nodes("//button[@value='grant']").size() == 1);
    CHECK(page.select_nodes("//button[@value='decline']").size() == 2);
}

TEST_CASE("ledger page: everything is told by day, with the verdict on top, in every language") {
    const Told site;
    for (const auto language : report::all_languages) {
        const auto text = site.page(language);
        const auto page = page_of(text);
        keep("ledger-" + name_in(language), text);
        CHECK(page.select_nodes("//section[@class='day']").size() == 3);
        CHECK(page.select_node("//header[@class='verdict is-good']"));
        for (const char* part :
             {"Ada Lovelace (L3)", "4711", "cameras drop out at night", "by the local page",
              "3.2 MiB", "https://desk.example", "not today", "was not issued by", "unheard_of",
              "North plant", "agent-7"}) {
            CAPTURE(part);
            CHECK(has(text, part));
        }
        CHECK_FALSE(has(text, ">entry."));
        CHECK_FALSE(has(text, ">ledger."));
    }
}

TEST_CASE("ledger page: an altered line is red where it stands, and all others are told") {
    const Told site;
    const auto file = site.directory() / "ledger.jsonl";
    std::ifstream in(file, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    const auto at = text.find("not today");
    REQUIRE(at != std::string::npos);
    text.replace(at, 9, "yes today");
    std::ofstream(file, std::ios::binary) << text;
    const auto shown = site.page(report::Language::en);
    const auto page = page_of(shown);
    keep("ledger-altered", shown);

    CHECK(page.select_node("//header[@class='verdict is-critical']"));
    CHECK(has(shown, "was altered"));
    CHECK(page.select_nodes("//li[contains(@class, 'flawed')]").size() == 1);
    CHECK(page.select_nodes("//li").size() >= 9);
}

TEST_CASE("ledger page: a line that is none is told as that") {
    const Told site;
    std::ofstream(site.directory() / "ledger.jsonl", std::ios::app) << "<b>nonsense</b>\n";
    const auto shown = site.page(report::Language::en);
    const auto page = page_of(shown);

    CHECK(has(shown, "cannot be read"));
    CHECK_FALSE(has(shown, "<b>nonsense"));
}

TEST_CASE(
    "ledger page: a permit that was given is told otherwise than one that was not or that ended") {
    for (const auto language : report::all_languages) {
        Told site;
        for (const auto* state : {"written", "used", "refused", "not_written", "taken_back"})
            site.tell(ledger::Kind::permit, {{"state", state}, {"backup", "/backups/a.tgz"}});
        const auto text = site.page(language);
        const report::Voice voice(report::Knowledge::builtin(), language);
        for (const auto* id : {"entry.permit", "entry.permit.used", "entry.permit.refused",
                               "entry.permit.not_written", "entry.permit.taken_back"}) {
            CAPTURE(id);
            CHECK(has(text, voice(id)));
        }
    }
}

TEST_CASE("pages: every phrase they ask for is in the catalogue") {
    const auto& knowledge = report::Knowledge::builtin();
    const auto folder = std::filesystem::path(DIAG_FIXTURES) / "../../agent/pages";
    std::size_t found = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        if (file.path().extension() != ".cpp") continue;
        std::ifstream in(file.path());
        const std::string source{std::istreambuf_iterator<char>(in), {}};
        for (const std::string family : {"\"ask.", "\"ledger.", "\"entry.key."})
            for (auto at = source.find(family); at != std::string::npos;
                 at = source.find(family, at + 1)) {
                const auto id = source.substr(at + 1, source.find('"', at + 1) - at - 1);
                CAPTURE(id);
                ++found;
                CHECK((id.ends_with('.') || knowledge.has_phrase(id) ||
                       knowledge.has_phrase(id + ".one") || knowledge.has_phrase(id + ".bundle") ||
                       id == "ledger.jsonl"));
            }
    }
    CHECK(found > 40);
}
