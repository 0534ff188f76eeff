// SPDX-License-Identifier: Apache-2.0
// Recall and precision over the corpus: every marked secret goes, every other byte stays.
#include "tests/redact/corpus.hpp"

#include <map>

#include "tests/redact/given.hpp"

namespace diag::redact {
namespace {

const std::vector<Case>& corpus() {
    static const auto all = corpus_in(std::string(DIAG_FIXTURES) + "/../redact/corpus");
    return all;
}

struct Score {
    std::size_t planted = 0, gone = 0;    ///< texts with secrets, and those with none left
    std::size_t written = 0, spared = 0;  ///< texts, and those whose other bytes all stayed
};

std::string percent(std::size_t part, std::size_t whole) {
    if (whole == 0) return "-";
    const auto tenths = part * 1000 / whole;
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " %";
}

std::string told(const Score& score) {
    return "recall " + std::to_string(score.gone) + "/" + std::to_string(score.planted) + " " +
           percent(score.gone, score.planted) + ", precision " + std::to_string(score.spared) +
           "/" + std::to_string(score.written) + " " + percent(score.spared, score.written);
}

/// `text` between other lines, as it stands in a log.
Case between_lines(Case text) {
    auto& all = text.stretches;
    if (all.front().fate != Stretch::Fate::stays)
        all.insert(all.begin(), {Stretch::Fate::stays, ""});
    if (all.back().fate != Stretch::Fate::stays) all.push_back({Stretch::Fate::stays, ""});
    all.front().text.insert(0, "first\n");
    all.back().text += "\nlast\n";
    return text;
}

/// `text` redacted by a redactor that tells which hosts it met: those are put back, as hosts are
/// replaced wherever they stand and the corpus marks none.
std::string clean_but_hosts(std::string_view text) {
    static std::map<std::string, std::string> hosts;
    static const auto telling = [] {
        auto made = Redactor::create(test_key);
        made->observe(
            [](std::string_view kind, std::string_view stand_in, std::string_view original) {
                if (kind == "host") hosts.emplace(stand_in, original);
            });
        return std::move(*made);
    }();
    Redactions counts;
    const auto result = telling.redact(text, counts);
    REQUIRE(result.has_value());
    auto restored = result->text();
    for (const auto& [stand_in, original] : hosts)
        for (std::size_t at = 0; (at = restored.find(stand_in, at)) != std::string::npos;
             at += original.size())
            restored.replace(at, stand_in.size(), original);
    return restored;
}

void judge(const Case& text, Score& score) {
    const auto result = clean_but_hosts(text.text());
    const auto left = leak(text, result);
    const bool spared = stays(text, result);
    score.planted += text.plants();
    score.gone += text.plants() && left.empty();
    ++score.written;
    score.spared += spared;
    const auto where = text.file + ":" + std::to_string(text.line) + " " + text.text();
    CHECK_MESSAGE(left.empty(), where << "\n  keeps " << left << "\n  in " << result);
    CHECK_MESSAGE(spared, where << "\n  became " << result);
}

TEST_CASE("redact: of the corpus every secret goes and every other byte stays") {
    std::map<std::string, Score> scores;
    for (const auto& text : corpus()) {
        judge(text, scores[text.family]);
        judge(between_lines(text), scores[text.family]);
    }
    Score all;
    for (const auto& [family, score] : scores) {
        MESSAGE(family << ": " << told(score));
        all.planted += score.planted;
        all.gone += score.gone;
        all.written += score.written;
        all.spared += score.spared;
    }
    MESSAGE("corpus: " << told(all));
    CHECK(all.planted >= 2 * 400);
    CHECK(all.written - all.planted >= 2 * 200);
}

TEST_CASE("redact: what was redacted keeps its form when redacted again") {
    for (const auto& text : corpus()) {
        if (!text.plants()) continue;
        const auto once = clean_but_hosts(text.text());
        CAPTURE(once);
        CHECK(stays(text, clean_but_hosts(once)));
    }
}

TEST_CASE("redact: the corpus tells a leak and a loss from neither") {
    const auto texts = cases_in("x",
                                "%% let v = \xc2\xab"
                                "abcd9\xc2\xbb | 12\na=\xc2\xa7v\xc2\xa7;b\n");
    REQUIRE(texts.size() == 2);
    CHECK(texts[0].text() == "a=abcd9;b");
    CHECK(texts[0].plants());
    CHECK_FALSE(texts[1].plants());
    CHECK(leak(texts[0], "a=abcd9;b") == "abcd9");
    CHECK(leak(texts[0], "a=[x];b").empty());
    CHECK(stays(texts[0], "a=[x];b"));
    CHECK_FALSE(stays(texts[0], "a=[x]"));
    CHECK_FALSE(stays(texts[0], "[x];b"));
    CHECK_FALSE(stays(texts[0], "a=[x];bc"));
    CHECK(stays(texts[1], "a=12;b"));
    CHECK_FALSE(stays(texts[1], "a=13;b"));
}

}  // namespace
}  // namespace diag::redact
