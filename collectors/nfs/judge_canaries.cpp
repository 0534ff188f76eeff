// SPDX-License-Identifier: Apache-2.0
// Can a file be written, read back the same, and removed, where the configuration lets us try?
#include "collectors/nfs/picture.hpp"

namespace diag::nfs {
namespace {

void find(const Picture& picture, const Share& share, Bench& bench, std::string id,
          Severity severity, const Step& step) {
    auto parameters = about(share);
    parameters["step"] = step.name;
    parameters["reason"] = step.status.empty() ? step.error : step.status;
    parameters["took"] = ms_text(step.ms);
    parameters["account"] = picture.appears_as.empty() ? "root" : picture.appears_as;
    parameters["free"] = "-";
    parameters["percent"] = "-";
    bench.find(std::move(id), severity, share.number, std::move(parameters),
               {"canary." + share.number, "targets"});
}

/// libnfs 4.0 says EFAULT for every write that version 3 refuses, and no more.
bool is_full(const Share& share, const Step& step) {
    const auto* space = step_named(share.visit, "statvfs");
    const auto left = space && space->good() ? space->number("bytes_available") : std::nullopt;
    constexpr std::int64_t canary_size = 4096;
    return step.error == "EFAULT" && left && *left < canary_size;
}

std::string_view id_of(const Share& share, const Step& step) {
    if (step.name == "canary.compare") return "nfs.canary_differs";
    if (is_full(share, step)) return "nfs.full";
    const auto trouble = trouble_of(step);
    if (trouble == "denied") return "nfs.not_writable";
    if (trouble.empty() || trouble == "gone") return "nfs.export_failed";
    return trouble;
}

void judge_step(const Picture& picture, const Share& share, const Step& step, Bench& bench) {
    if (step.name == "mount") return;  // told by the visit
    if (step.good()) {
        if (step.name == "canary.fsync" && step.ms > bench.limit("nfs.fsync"))
            find(picture, share, bench, "nfs.canary_slow", Severity::warning, step);
        return;
    }
    if (step.name == "canary.remove") {
        find(picture, share, bench, "nfs.canary_left", Severity::warning, step);
        return;
    }
    const auto id = id_of(share, step);
    const bool certain = id != "nfs.not_writable" || !picture.appears_as.empty();
    find(picture, share, bench, std::string(id), certain ? Severity::critical : Severity::warning,
         step);
}

}  // namespace

void judge_canaries(const Picture& picture, Bench& bench) {
    for (const auto& share : picture.shares)
        for (const auto& step : share.canary) judge_step(picture, share, step, bench);
}

}  // namespace diag::nfs
