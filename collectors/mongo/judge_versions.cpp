// SPDX-License-Identifier: Apache-2.0
// Which version runs, how did it start, and does its clock agree with ours?
#include <array>
#include <cmath>
#include <set>

#include "collectors/mongo/picture.hpp"
#include "platform/text.hpp"

namespace diag::mongo {
namespace {

using namespace std::chrono;

struct Life {
    std::string_view series;
    std::string_view end;
    sys_days day;
};

/// End of life as MongoDB announced it (Software Lifecycle Schedules).
constexpr std::array<Life, 7> lives{{{"3.6", "2021-04", 2021y / April / 30},
                                     {"4.0", "2022-04", 2022y / April / 30},
                                     {"4.2", "2023-04", 2023y / April / 30},
                                     {"4.4", "2024-02", 2024y / February / 29},
                                     {"5.0", "2024-10", 2024y / October / 31},
                                     {"6.0", "2025-07", 2025y / July / 31},
                                     {"7.0", "2027-08", 2027y / August / 31}}};

/// "6.0" of "6.0.19".
std::string series_of(const std::string& version) {
    const auto dot = version.find('.');
    const auto second = dot == std::string::npos ? dot : version.find('.', dot + 1);
    return version.substr(0, second);
}

void judge_mixed(const Set& set, Bench& bench) {
    std::set<std::string> versions;
    std::vector<std::string> words;
    std::vector<std::string> rests_on;
    for (const auto* node : set.nodes) {
        if (node->version.empty()) continue;
        versions.insert(node->version);
        words.push_back(node->name + ": " + node->version);
        rests_on.push_back(node->item("build"));
    }
    if (versions.size() > 1)
        bench.find("mongo.versions_mixed", Severity::warning,
                   {{"set", set.name}, {"versions", joined(words)}}, rests_on);
}

void judge_life(const Picture& picture, Bench& bench) {
    std::set<std::string> told;
    for (const auto& node : picture.nodes) {
        const auto series = series_of(node.version);
        for (const auto& life : lives)
            if (life.series == series && picture.now > life.day && told.insert(series).second)
                bench.find("mongo.version_old", Severity::info,
                           {{"version", node.version}, {"end", std::string(life.end)}},
                           {node.item("build")});
        if (!node.version.empty() && told.insert("fact " + node.version).second)
            bench.note("mongo.version", node.version);
    }
}

void judge_compatibility(const Node& node, Bench& bench) {
    if (node.compatibility.empty() || node.version.empty()) return;
    if (node.compatibility == series_of(node.version)) return;
    bench.find(
        "mongo.compatibility", Severity::warning,
        {{"node", node.name}, {"compatibility", node.compatibility}, {"version", node.version}},
        {node.item("fcv"), node.item("build")});
}

void judge_start(const Node& node, Bench& bench) {
    std::vector<std::string> advice;
    for (const auto& warning : node.warnings) {
        if (warning.find("Access control is not enabled") == std::string::npos)
            advice.push_back(warning);
        else
            bench.find("mongo.access_open", Severity::warning, {{"node", node.name}},
                       {node.item("warnings")});
    }
    if (advice.empty()) return;
    std::string text;
    for (const auto& each : advice) text += (text.empty() ? "" : "; ") + each;
    bench.find("mongo.startup_advice", Severity::info, {{"node", node.name}, {"advice", text}},
               {node.item("warnings")});
}

/// What its clock said, against ours in the middle of the question; half the round trip is doubt.
void judge_clock(const Node& node, Bench& bench) {
    const auto asked = node.times.find("hello");
    if (!node.hello || !node.hello->local_time || asked == node.times.end()) return;
    const auto half = asked->second.took / 2;
    const auto apart = (*node.hello->local_time - (asked->second.at + half)).count();
    const auto sure = std::max<std::int64_t>(0, std::abs(apart) - half.count());
    const auto warning = bench.limit("mongo.clock_warning");
    const auto seconds = static_cast<double>(sure) / 1000;
    if (seconds <= warning || seconds > 1e9) return;
    const bool critical = seconds > bench.limit("mongo.clock_critical");
    bench.find("mongo.clock", critical ? Severity::critical : Severity::warning,
               {{"node", node.name},
                {"skew", (apart < 0 ? "-" : "+") + fixed(seconds, 1) + " s"},
                {"limit", fixed(warning, 0) + " s"}},
               {node.item("hello"), "nodes"});
}

}  // namespace

void judge_versions(const Picture& picture, Bench& bench) {
    for (const auto& set : picture.sets) judge_mixed(set, bench);
    judge_life(picture, bench);
    for (const auto& node : picture.nodes) {
        judge_compatibility(node, bench);
        judge_start(node, bench);
        judge_clock(node, bench);
    }
}

}  // namespace diag::mongo
