// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/cloud_words.hpp"

#include <doctest/doctest.h>

#include "tests/availability/history.hpp"

using namespace diag;
using namespace diag::test;
using commands::month_text;

namespace {

/// October in UTC: up, but for one outage of each length and class.
availability::Account october_with(const std::vector<std::pair<Class, std::int64_t>>& outages) {
    availability::Account account;
    account.month = {
        .name = "2026-10", .window = {october, october + 31 * 86'400}, .zone = "UTC +0000"};
    account.window = account.month.window;
    std::vector<availability::Span> spans;
    auto at = october;
    for (const auto& [what, length] : outages) {
        spans.push_back({{at, at + 3'600}, Class::up});
        spans.push_back({{at + 3'600, at + 3'600 + length}, what});
        at += 3'600 + length;
    }
    spans.push_back({{at, account.window.until}, Class::up});
    account.sampling = true;
    account.figures = availability::figures_of(spans, account.window, account.month.window);
    return account;
}

std::string told(const availability::Account& account,
                 report::Language language = report::Language::en) {
    return month_text(account, report::Voice(report::Knowledge::builtin(), language));
}

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("cloud words: a month that was kept says so, and claims nothing") {
    const Zone zone("UTC0");

    const auto text = told(october_with({}));

    CHECK(text.starts_with("SAFR Cloud in 2026-10 (UTC +0000)\n"));
    CHECK(has(text, "Not the cloud's fault: 100.0000 % of 31 d."));
    CHECK(has(text, "The 99.9 % of the agreement were kept"));
    CHECK_FALSE(has(text, "Claim it"));
    CHECK_FALSE(has(text, "FROM"));
}

TEST_CASE("cloud words: a month that was missed tells credit, last day and each outage") {
    const Zone zone("UTC0");

    const auto text = told(october_with({{Class::cloud, 7'200}, {Class::network, 60}}));

    CHECK(has(text, "were missed: 1 failure."));
    CHECK(has(text, "a credit of 2 % of the month's licence fees"));
    CHECK(has(text, "Claim it in writing by 2026-10-08"));
    CHECK(has(text, "a firewall of this site that blocks SAFR Cloud alone"));
    CHECK(has(text, "2026-10-01 01:00:00  2026-10-01 03:00:00  2 h"));
    CHECK(has(text, "1 min"));
}

TEST_CASE("cloud words: the site's own outage is told, and is no failure of the cloud") {
    const Zone zone("UTC0");

    const auto text = told(october_with({{Class::machine, 86'400}}));

    CHECK(has(text, "100.0000 %"));
    CHECK(has(text, "were kept"));
    CHECK(has(text, "machine"));
}

TEST_CASE("cloud words: a month that is not over, and damaged records, are told as such") {
    const Zone zone("UTC0");
    auto account = october_with({});
    account.window.until = october + 86'400;
    account.damaged = 3;

    const auto text = told(account);

    CHECK(has(text, "as far as it is over"));
    CHECK(has(text, "So far it was away for 0 s of the 44 min 38 s"));
    CHECK_FALSE(has(text, "were kept"));
    CHECK(has(text, "3 records of samples are damaged."));
}

TEST_CASE("cloud words: a month of which nothing was seen has no percentage, and says what to do") {
    const Zone zone("UTC0");
    auto account = october_with({});
    account.sampling = false;
    account.figures = availability::figures_of({{account.window, Class::unknown}}, account.window,
                                               account.month.window);

    const auto text = told(account);

    CHECK(has(text, "Nothing was seen of SAFR Cloud"));
    CHECK(has(text, "set cloud.sample = true"));
    CHECK_FALSE(has(text, "%."));
    CHECK_FALSE(has(text, "were kept, as far"));
}

TEST_CASE("cloud words: how much was seen is always told") {
    const Zone zone("UTC0");
    const auto text = told(october_with({{Class::unknown, 31 * 43'200 - 3'600}}));

    CHECK(has(text, "Seen: 50.1344 % of 31 d."));
    CHECK_FALSE(has(text, "cloud.sample"));
}

TEST_CASE("cloud words: every language tells the same figures") {
    const Zone zone("UTC0");
    const auto account = october_with({{Class::cloud, 7'200}});
    for (const auto language : {report::Language::en, report::Language::es, report::Language::pt}) {
        const auto text = told(account, language);
        CAPTURE(text);
        CHECK(has(text, availability::percent_text(account.figures)));
        CHECK(has(text, "2026-10-08"));
        CHECK_FALSE(has(text, "{"));
    }
}
