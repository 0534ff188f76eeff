// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/clean.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace diag;

namespace {

redact::Redactor redactor() {
    auto made = redact::Redactor::create({1, 2, 3});
    REQUIRE(made);
    return std::move(*made);
}

const proof::SecondLook& look() {
    static const proof::SecondLook one;
    return one;
}

run::Gathered gathered_with(Evidence evidence) {
    static const Collector collector{.id = "disk"};
    return {.collector = &collector, .evidence = std::move(evidence)};
}

}  // namespace

TEST_CASE("clean: neither value, nor failure, nor name of an item keeps a secret") {
    Evidence evidence;
    evidence.emplace("config", "db.password=hunter2-in-text\n");
    evidence.emplace("probe", Error{Fault::denied, "rtsp://u:hunter2-in-words@cam/ refused"});
    evidence.emplace("space:nfs://u:hunter2-in-name@10.9.8.7/x", "1");

    const auto clean =
        collect::redact_evidence(gathered_with(std::move(evidence)), redactor(), look());

    REQUIRE(clean.items.size() == 3);
    for (const auto& [name, item] : clean.items) {
        CAPTURE(name);
        CHECK(name.find("hunter2") == std::string::npos);
        const auto& text = item.text ? item.text->text() : item.text.error().what;
        CHECK(text.find("hunter2") == std::string::npos);
        CHECK_FALSE(item.redactions.empty());
    }
}

TEST_CASE("clean: an item that is an image is dropped, counted, and says why") {
    Evidence evidence;
    evidence.emplace("face", std::string("\xFF\xD8\xFF\xE0\0\x10JFIF\0\x01", 13));

    const auto clean =
        collect::redact_evidence(gathered_with(std::move(evidence)), redactor(), look());

    CHECK(clean.dropped == 1);
    REQUIRE(clean.items.count("face") == 1);
    CHECK(clean.items.at("face").text.error().what.starts_with("dropped, because"));
}

TEST_CASE("clean: a judge is given the redacted text and the failures alike") {
    Evidence evidence;
    evidence.emplace("a", "plain");
    evidence.emplace("b", Error{Fault::timed_out, "no answer"});

    const auto judged_on = collect::evidence_of(
        collect::redact_evidence(gathered_with(std::move(evidence)), redactor(), look()));

    CHECK(*judged_on.at("a") == "plain");
    CHECK(judged_on.at("b").error().fault == Fault::timed_out);
}

TEST_CASE("clean: two items whose names become one after redaction are both kept") {
    const proof::SecondLook strict({.secrets = {"north-a", "north-b"}, .spared = {}});
    Evidence evidence;
    evidence.emplace("probe:north-a", "first");
    evidence.emplace("probe:north-b", "second");

    const auto clean =
        collect::redact_evidence(gathered_with(std::move(evidence)), redactor(), strict);

    REQUIRE(clean.items.size() == 2);
    const auto& first = *clean.items.begin();
    CHECK(first.second.text->text() == "first");
    REQUIRE(clean.items.contains(first.first + "-2"));
    CHECK(clean.items.at(first.first + "-2").text->text() == "second");
}

TEST_CASE("clean: a name with a number that is taken itself goes to nobody twice") {
    const proof::SecondLook strict({.secrets = {"north-a", "north-b"}, .spared = {}});
    const std::string withheld = "(withheld: the second look found something in it)";
    Evidence evidence;
    evidence.emplace(withheld, "1");
    evidence.emplace(withheld + "-2", "2");
    evidence.emplace("north-a", "3");
    evidence.emplace("north-b", "4");

    const auto judged_on = collect::evidence_of(
        collect::redact_evidence(gathered_with(std::move(evidence)), redactor(), strict));

    std::string all;
    for (const auto& [name, value] : judged_on) all += *value;
    std::ranges::sort(all);
    CHECK(all == "1234");
}

TEST_CASE("clean: what the second look finds no judge sees") {
    const proof::SecondLook strict({.secrets = {"harmless"}, .spared = {}});
    Evidence evidence;
    evidence.emplace("a", "harmless to redaction\n");
    evidence.emplace("b", "plain");

    const auto clean =
        collect::redact_evidence(gathered_with(std::move(evidence)), redactor(), strict);

    CHECK(*collect::evidence_of(clean).at("b") == "plain");
    CHECK(clean.items.at("a").text.error().what.find("1 x learned") != std::string::npos);
    CHECK(clean.leaks.at("a") == proof::Found{{"learned", 1}});
}

TEST_CASE("clean: neither a password nor what the second look finds stays in how it ended") {
    const proof::SecondLook strict({.secrets = {"harmless"}, .spared = {}});
    auto gathered = gathered_with({});
    gathered.outcome.note = "ended at rtsp://u:hunter2-in-note@cam/";
    const auto redacted = collect::redact_evidence(gathered, redactor(), strict);
    gathered.outcome.note = "ended at harmless";
    const auto withheld = collect::redact_evidence(gathered, redactor(), strict);

    CHECK(redacted.outcome.note.find("hunter2") == std::string::npos);
    CHECK(redacted.note_leaks.empty());
    CHECK(withheld.outcome.note == "(withheld: the second look found something in it)");
    CHECK(withheld.note_leaks == proof::Found{{"learned", 1}});
}

TEST_CASE(
    "clean: what the second look finds in a name or a failure is counted, and costs no file") {
    const proof::SecondLook strict({.secrets = {"harmless"}, .spared = {}});
    Evidence evidence;
    evidence.emplace("harmless", "plain");
    evidence.emplace("probe", Error{Fault::denied, "harmless"});

    const auto clean =
        collect::redact_evidence(gathered_with(std::move(evidence)), redactor(), strict);

    const std::string withheld = "(withheld: the second look found something in it)";
    CHECK(clean.leaks == std::map<std::string, proof::Found, std::less<>>{
                             {withheld, {{"learned", 1}}}, {"probe", {{"learned", 1}}}});
    CHECK(clean.items.at(withheld).text->text() == "plain");
    CHECK(clean.items.at("probe").text.error().what == withheld);
    CHECK_FALSE(clean.items.at("probe").left_out);
}
