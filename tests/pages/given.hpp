// SPDX-License-Identifier: Apache-2.0
// Questions and a ledger to show.
#pragma once

#include <doctest/doctest.h>

#include <fstream>
#include <pugixml.hpp>

#include "agent/ledger/ledger.hpp"
#include "agent/pages/asking_page.hpp"
#include "agent/pages/ledger_page.hpp"
#include "tests/consent/desk.hpp"
#include "tests/scratch.hpp"

namespace diag::test {

inline const std::string hostile =
    "<script>alert(1)</script>\"'><img src=x> </textarea></form>&amp;";

inline pages::Question question(const Desk& desk, const std::string& reason) {
    auto request = desk.request();
    request.reason = reason;
    request.collectors = {"nfs", "cameras", "logs"};
    request.parameters = {{"cameras.play", 2000}, {"logs.file_limit", 1 << 20}};
    request.bytes = 200 << 20;
    request.span = 600s;
    pages::Question question;
    question.asked = {.id = request.id, .came = now, .changed = now, .not_after = now + 24h};
    question.engineers = {{"Ada Lovelace", "L3", desk.engineer.certificate.fingerprint()}};
    question.foreseen = pages::Foreseen{3 << 20, 412, now - 48h, 2h};
    question.request = std::move(request);
    return question;
}

/// Well-formed, and nothing on it comes from elsewhere or runs.
inline pugi::xml_document page_of(const std::string& text) {
    pugi::xml_document document;
    const auto parsed =
        document.load_string(text.c_str(), pugi::parse_default | pugi::parse_doctype);
    INFO(parsed.description());
    REQUIRE(parsed);
    for (const char* forbidden : {"<script", "<img", "<iframe", "<link"})
        CHECK(text.find(forbidden) == std::string::npos);
    CHECK(document.select_nodes("//@src | //@style | //@onclick | //@onload").empty());
    return document;
}

inline bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

/// For people to look at.
inline void keep(const std::string& name, const std::string& page) {
    std::filesystem::create_directories("sample-reports");
    std::ofstream("sample-reports/" + name + ".html", std::ios::binary) << page;
}

struct LateClock : Clock {
    Time at = diag::test::now - 49h;
    Time now() override { return at; }
    milliseconds uptime() override { return at.time_since_epoch(); }
    void sleep(milliseconds span) override { at += span; }
};

/// Three days at a site.
struct Told {
    Scratch scratch;
    LateClock clock;

    Told() {
        const auto ask = uuid_v7(now - 48h);
        tell(ledger::Kind::trust, {{"desk", "Acme support"}, {"who", "root (uid 0)"}});
        tell(ledger::Kind::request, {{"request", ask},
                                     {"engineer", json::array{"Ada Lovelace (L3)"}},
                                     {"case", "4711"},
                                     {"reason", "cameras drop out at night " + hostile}});
        tell(ledger::Kind::grant, {{"request", ask},
                                   {"who", "root (uid 0, as eve by sudo) (by the local page)"},
                                   {"why", ""}});
        tell(ledger::Kind::run, {{"state", "begun"},
                                 {"what", "request"},
                                 {"who", "root (uid 0)"},
                                 {"collectors", json::array{"nfs", "cameras"}},
                                 {"since", to_text(now - 72h)},
                                 {"until", to_text(now - 48h)},
                                 {"recipients", json::array{std::string(64, 'a')}},
                                 {"request", ask}});
        clock.at += 90s;
        tell(ledger::Kind::bundle, {{"bundle", uuid_v7(now - 47h)},
                                    {"bytes", 3'355'443},
                                    {"request", ask},
                                    {"disclosure", "bundle"},
                                    {"outcomes", {{"nfs", "complete"}, {"cameras", "timed_out"}}},
                                    {"redactions", {{"secret", 12}, {"ipv4", 400}}}});
        clock.at += 25h;
        tell(ledger::Kind::upload, {{"bytes", 3'355'443}, {"to", "https://desk.example"}});
        tell(ledger::Kind::refusal, {{"request", "sha256 " + std::string(64, 'b')},
                                     {"why", "\"Mallory\" was not issued by Acme"}});
        clock.at += 20h;
        tell(ledger::Kind::decline,
             {{"request", uuid_v7(now)}, {"who", "eve"}, {"why", "not today"}});
        tell(ledger::Kind::waiver, {{"who", "eve"}, {"why", "agreed"}, {"unheard_of", true}});
    }

    void tell(ledger::Kind kind, json::object data) {
        auto identity = exchange::agent_identity(scratch.path());
        REQUIRE(identity);
        auto ledger = ledger::Ledger::open(scratch.path(), std::move(*identity), {}, clock);
        REQUIRE(ledger);
        REQUIRE(ledger->append(kind, std::move(data)));
        clock.at += 37s;
    }

    std::filesystem::path directory() const { return ledger::directory_in(scratch.path()); }

    std::string page(report::Language language) const {
        const auto verdict = ledger::verify(directory());
        REQUIRE(verdict);
        std::string text;
        REQUIRE(pages::write_ledger_page(directory(), *verdict, {"North plant", "agent-7", now},
                                         language, [&](std::string_view part) -> Result<> {
                                             text += part;
                                             return {};
                                         }));
        return text;
    }
};

}  // namespace diag::test
