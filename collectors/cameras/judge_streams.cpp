// SPDX-License-Identifier: Apache-2.0
// What comes: is it whole, even, often enough, and something SAFR can decode?
#include <algorithm>

#include "collectors/cameras/picture.hpp"
#include "platform/text.hpp"

namespace diag::cameras {
namespace {

/// Fewer packets than this tell nothing of jitter, fewer lost ones nothing of loss.
constexpr std::uint64_t enough_packets = 100;
constexpr std::uint64_t enough_lost = 3;
/// Below this many seconds a rate is chance.
constexpr double enough_seconds = 2;

/// Warnings and worse of one kind, apart.
struct Pair {
    Group warning, critical;

    void tell(Bench& bench, const char* id, const Parameters& more = {}) const {
        bench.tell(id, Severity::critical, critical, more);
        bench.tell(id, Severity::warning, warning, more);
    }
};

void judge_codecs(const Picture& picture, Bench& bench) {
    Group group;
    for (const auto& [record, item] : picture.cameras)
        if (!record.codec.empty() && record.codec != "H264" && record.codec != "H265")
            group.add(label(record), item, record.codec);
    bench.tell("cameras.codec", Severity::warning, group);
}

/// Over TCP nothing is lost on the way: what is missing the camera never sent.
void judge_loss(const Picture& picture, Bench& bench) {
    Pair pair;
    const auto warning = bench.limit("cameras.loss_warning");
    const auto critical = bench.limit("cameras.loss_critical");
    for (const auto& [record, item] : picture.cameras) {
        if (!record.played || record.played->figures.lost < enough_lost) continue;
        const auto& seen = record.played->figures;
        const auto share = 100.0 * static_cast<double>(seen.lost) /
                           (static_cast<double>(seen.packets) + static_cast<double>(seen.lost));
        if (share <= warning) continue;
        (share > critical ? pair.critical : pair.warning)
            .add(label(record), item, fixed(share, 1) + " %");
    }
    pair.tell(bench, "cameras.loss");
}

void judge_jitter(const Picture& picture, Bench& bench) {
    Group group;
    const auto limit = bench.limit("cameras.jitter");
    for (const auto& [record, item] : picture.cameras)
        if (record.played && record.played->figures.packets >= enough_packets &&
            record.played->figures.jitter_most > limit)
            group.add(label(record), item, fixed(record.played->figures.jitter_most, 0) + " ms");
    bench.tell("cameras.jitter", Severity::warning, group, {{"limit", fixed(limit, 0) + " ms"}});
}

void judge_rates(const Picture& picture, Bench& bench) {
    Pair low;
    Group high;
    const auto warning = bench.limit("cameras.rate_warning");
    const auto critical = bench.limit("cameras.rate_critical");
    const auto plenty = bench.limit("cameras.rate_plenty");
    for (const auto& [record, item] : picture.cameras) {
        if (!record.played || record.played->seconds < enough_seconds) continue;
        const auto rate = record.played->figures.arrival_rate;
        if (!rate) continue;
        const auto announced = record.announced_rate;
        if (announced && *announced - *rate > warning)
            (*announced - *rate > critical ? low.critical : low.warning)
                .add(label(record), item, fixed(*rate, 1) + " / " + fixed(*announced, 1));
        if (*rate > plenty) high.add(label(record), item, fixed(*rate, 0));
    }
    low.tell(bench, "cameras.frame_rate_low");
    bench.tell("cameras.frame_rate_high", Severity::info, high,
               {{"limit", fixed(plenty, 0) + " frames/s"}});
}

void judge_keyframes(const Picture& picture, Bench& bench) {
    Pair pair;
    const auto warning = bench.limit("cameras.keyframe_warning");
    const auto critical = bench.limit("cameras.keyframe_critical");
    for (const auto& [record, item] : picture.cameras) {
        if (!record.played || record.played->figures.packets < enough_packets / 10) continue;
        const auto& seen = record.played->figures;
        if (!seen.since_keyframe) continue;
        const auto between = seen.keyframe_distance.value_or(0);
        // The last one was this long ago and none came since: the distance is at least that.
        const auto longest = std::max(between, *seen.since_keyframe);
        if (longest <= warning) continue;
        const auto text = (longest > between ? "> " : "") + fixed(longest, 1) + " s";
        (longest > critical ? pair.critical : pair.warning).add(label(record), item, text);
    }
    pair.tell(bench, "cameras.keyframes", {{"limit", fixed(warning, 0) + " s"}});
}

void judge_restarts(const Picture& picture, Bench& bench) {
    Group group;
    for (const auto& [record, item] : picture.cameras)
        if (record.played &&
            record.played->figures.resets + std::max(1u, record.played->figures.sources) - 1 > 0)
            group.add(label(record), item);
    bench.tell("cameras.restarts", Severity::warning, group);
}

}  // namespace

void judge_streams(const Picture& picture, Bench& bench) {
    judge_codecs(picture, bench);
    judge_loss(picture, bench);
    judge_jitter(picture, bench);
    judge_rates(picture, bench);
    judge_keyframes(picture, bench);
    judge_restarts(picture, bench);
    std::size_t played = 0;
    for (const auto& [record, item] : picture.cameras) played += record.played ? 1 : 0;
    if (played > 0) bench.note("cameras.played", std::to_string(played));
}

}  // namespace diag::cameras
