// SPDX-License-Identifier: Apache-2.0
#include "collectors/usual_size.hpp"

#include <algorithm>
#include <optional>

namespace diag {
namespace {

constexpr std::size_t compared = 5;  // health rule 6.5: the median of the last five
constexpr std::size_t fewest = 3;    // two spans between three: one alone is no rhythm
constexpr double percent = 100;

using Sizes = std::vector<BackupSize>;  // newest first

bool is_smaller(std::uint64_t bytes, std::uint64_t beside, const SizeLimits& limits) {
    return static_cast<double>(bytes) <
           static_cast<double>(beside) * (1 - limits.fall_percent / percent);
}

bool is_larger(std::uint64_t bytes, std::uint64_t beside, const SizeLimits& limits) {
    return static_cast<double>(bytes) >
           static_cast<double>(beside) * (1 + limits.rise_percent / percent);
}

bool is_alike(std::uint64_t bytes, std::uint64_t beside, const SizeLimits& limits) {
    return !is_smaller(bytes, beside, limits) && !is_larger(bytes, beside, limits);
}

void sort_newest_first(Sizes& sizes) {
    std::ranges::stable_sort(sizes, std::greater{}, &BackupSize::taken);
}

/// An empty one has no size, and what came later is no measure.
Sizes before(const BackupSize& backup, const Sizes& others) {
    Sizes earlier;
    for (const auto& each : others)
        if (each.bytes > 0 && each.taken < backup.taken) earlier.push_back(each);
    sort_newest_first(earlier);
    return earlier;
}

std::uint64_t median(const Sizes& sizes) {
    std::vector<std::uint64_t> newest;
    for (const auto& each : sizes)
        if (newest.size() < compared) newest.push_back(each.bytes);
    std::ranges::sort(newest);
    return newest[newest.size() / 2];
}

/// Parted where one is smaller than the next by more than is told: what grows slowly stays one.
std::vector<Sizes> clusters_of(Sizes sizes, const SizeLimits& limits) {
    std::ranges::stable_sort(sizes, {}, &BackupSize::bytes);
    std::vector<Sizes> clusters;
    for (auto& each : sizes) {
        if (clusters.empty() || is_smaller(clusters.back().back().bytes, each.bytes, limits))
            clusters.emplace_back();
        clusters.back().push_back(std::move(each));
    }
    for (auto& each : clusters) sort_newest_first(each);
    return clusters;
}

bool holds_read(const Sizes& cluster, const std::string& contents) {
    return std::ranges::any_of(cluster,
                               [&](const BackupSize& each) { return each.contents == contents; });
}

bool holds_read_other(const Sizes& cluster, const std::string& contents) {
    return std::ranges::any_of(cluster, [&](const BackupSize& each) {
        return !each.contents.empty() && each.contents != contents;
    });
}

/// Those in which the same was read; and unread ones of such a size, if nothing else was read
/// there.
Sizes known_alike(const std::vector<Sizes>& clusters, const std::string& contents) {
    Sizes alike;
    for (const auto& cluster : clusters) {
        if (!holds_read(cluster, contents)) continue;
        const bool others = holds_read_other(cluster, contents);
        for (const auto& each : cluster)
            if (each.contents == contents || (each.contents.empty() && !others))
                alike.push_back(each);
    }
    sort_newest_first(alike);
    return alike;
}

Sizes joined(const std::vector<Sizes>& clusters) {
    Sizes all;
    for (const auto& each : clusters) all.insert(all.end(), each.begin(), each.end());
    sort_newest_first(all);
    return all;
}

/// Whether one that was taken then is the next of a series: after its median span, give or take a
/// quarter as starts vary, or after twice that, as one may have been missed; or after the longest
/// of its spans and a quarter, as over a weekend.
bool continues(const Sizes& series, Time taken) {
    if (series.size() < fewest) return false;
    std::vector<milliseconds> spans;
    for (std::size_t i = 1; i < std::min(series.size(), compared + 1); ++i)
        spans.push_back(series[i - 1].taken - series[i].taken);
    std::ranges::sort(spans);
    const auto span = spans[spans.size() / 2];
    const auto since = taken - series.front().taken;
    return 4 * since >= 3 * span && 4 * since <= std::max(9 * span, 5 * spans.back());
}

UsualSize beside(const BackupSize& backup, const Sizes& alike, const SizeLimits& limits) {
    UsualSize usual{SizeVerdict::usual, median(alike)};
    if (is_smaller(backup.bytes, usual.bytes, limits)) usual.verdict = SizeVerdict::smaller;
    if (is_larger(backup.bytes, usual.bytes, limits)) usual.verdict = SizeVerdict::larger;
    return usual;
}

/// The only one whose next was due then, or nullptr.
const Sizes* due(const std::vector<Sizes>& clusters, Time taken) {
    const Sizes* found = nullptr;
    for (const auto& each : clusters) {
        if (!continues(each, taken)) continue;
        if (found) return nullptr;
        found = &each;
    }
    return found;
}

/// Beside those of which nobody knows for certain that they are of its kind.
UsualSize beside_unsure(const BackupSize& backup, const std::vector<Sizes>& clusters,
                        const ScheduledContents& scheduled, const SizeLimits& limits) {
    const auto all = joined(clusters);
    const auto usual = beside(backup, all, limits);
    if (usual.verdict == SizeVerdict::usual) return usual;
    const UsualSize untold{SizeVerdict::untold, usual.bytes};
    const bool as_large_as_one = std::ranges::any_of(
        all, [&](const BackupSize& each) { return is_alike(backup.bytes, each.bytes, limits); });
    if (as_large_as_one || scheduled.several) return untold;
    const auto* series = due(clusters, backup.taken);
    return series ? beside(backup, *series, limits) : untold;
}

}  // namespace

UsualSize usual_size(const BackupSize& backup, const std::vector<BackupSize>& others,
                     const ScheduledContents& scheduled, const SizeLimits& limits) {
    const auto earlier = before(backup, others);
    if (earlier.empty()) return {};
    auto clusters = clusters_of(earlier, limits);
    if (!backup.contents.empty())
        if (const auto alike = known_alike(clusters, backup.contents); !alike.empty())
            return beside(backup, alike, limits);
    const auto& contents = backup.contents.empty() ? scheduled.all : backup.contents;
    if (!contents.empty())
        std::erase_if(clusters,
                      [&](const Sizes& each) { return holds_read_other(each, contents); });
    if (clusters.empty()) {
        const auto known = std::ranges::find_if(
            earlier, [](const BackupSize& each) { return !each.contents.empty(); });
        return {SizeVerdict::other_parts, 0, known->contents};
    }
    const auto all = joined(clusters);
    if (!contents.empty() && contents == scheduled.all && continues(all, backup.taken))
        return beside(backup, all, limits);
    return beside_unsure(backup, clusters, scheduled, limits);
}

}  // namespace diag
