// SPDX-License-Identifier: Apache-2.0
// Is the share still there, may SAFR use it, is there room?
#include <algorithm>
#include <array>

#include "collectors/nfs/picture.hpp"
#include "platform/text.hpp"

namespace diag::nfs {
namespace {

struct Meaning {
    std::string_view word;  ///< an errno, or the end of a status ("_STALE")
    std::string_view id;
};

// RFC 1813 2.6 and 5.1.5, RFC 7530 13. The server's own word goes first: libnfs folds many into
// EIO.
constexpr std::array meanings{
    Meaning{"ETIMEDOUT", "nfs.export_hung"},
    Meaning{"_STALE", "nfs.stale"},
    Meaning{"_FHEXPIRED", "nfs.stale"},
    Meaning{"_NOSPC", "nfs.full"},
    Meaning{"_DQUOT", "nfs.quota"},
    Meaning{"_ROFS", "nfs.read_only"},
    Meaning{"_ACCES", "denied"},
    Meaning{"_ACCESS", "denied"},
    Meaning{"_PERM", "denied"},
    Meaning{"_NOENT", "gone"},
    Meaning{"_NOTDIR", "gone"},
    Meaning{"_IO", "nfs.export_failed"},
    Meaning{"ESTALE", "nfs.stale"},
    Meaning{"ENOSPC", "nfs.full"},
    Meaning{"EDQUOT", "nfs.quota"},
    Meaning{"EROFS", "nfs.read_only"},
    Meaning{"EACCES", "denied"},
    Meaning{"EPERM", "denied"},
    Meaning{"ENOENT", "gone"},
    Meaning{"ENOTDIR", "gone"},
};

void find(const Share& share, Bench& bench, std::string id, Severity severity, const Step& step,
          const std::string& kind, Parameters more = {}) {
    auto parameters = about(share);
    parameters.merge(more);
    parameters["step"] = step.name;
    parameters["reason"] = step.status.empty() ? step.error : step.status;
    bench.find(std::move(id), severity, share.number, std::move(parameters),
               {kind + share.number, "targets"});
}

Parameters eyes(const Picture& picture) {
    return {{"account", picture.appears_as.empty() ? "root" : picture.appears_as}};
}

/// A version or security flavour that our client does not speak says nothing of the share.
bool is_our_lack(const Step& step) {
    return step.status.ends_with("_WRONGSEC") || step.status.ends_with("_MINOR_VERS_MISMATCH") ||
           step.error == "EINVAL" || step.error == "ENOSYS" || step.error == "EPROTO";
}

void judge_failed(const Picture& picture, const Share& share, const Step& step, Bench& bench) {
    if (is_our_lack(step)) {
        find(share, bench, "nfs.export_unknown", Severity::unknown, step, "export.");
        return;
    }
    const auto trouble = trouble_of(step);
    const bool whole = step.name == "mount" || step.name == "statvfs";
    std::string id(trouble.empty() ? "nfs.export_failed" : trouble);
    if (trouble == "gone") id = whole ? "nfs.export_gone" : "nfs.folder_missing";
    if (trouble == "denied") id = whole ? "nfs.export_denied" : "nfs.not_readable";
    // Servers refuse ports above 1023 by default (exports(5): secure), and only root has others.
    if (id == "nfs.export_denied" && !picture.root) {
        find(share, bench, "nfs.export_unknown", Severity::unknown, step, "export.");
        return;
    }
    // Root may be kept out where SAFR's account, not known to us, is not.
    const bool certain = whole || id != "nfs.not_readable" || !picture.appears_as.empty();
    find(share, bench, std::move(id), certain ? Severity::critical : Severity::warning, step,
         "export.", eyes(picture));
}

void judge_access(const Picture& picture, const Share& share, const Step& step, Bench& bench) {
    const auto trouble = trouble_of(step);
    if (!trouble.empty() && trouble != "denied") {
        judge_failed(picture, share, step, bench);
        return;
    }
    if (trouble.empty()) return;
    // Having tried to write tells more.
    if (std::ranges::any_of(share.canary, [](const Step& each) { return !each.good(); })) return;
    const bool meant = disk::has_option(share.target.options, "ro");
    if (meant && !share.objects) return;  // backups of another site, looked at only
    find(share, bench, meant ? "nfs.read_only" : "nfs.not_writable",
         meant || !picture.appears_as.empty() ? Severity::critical : Severity::warning, step,
         "export.", eyes(picture));
}

double share_of(std::int64_t part, std::int64_t whole) {
    return whole > 0 ? 100 * static_cast<double>(part) / static_cast<double>(whole) : 100;
}

/// Of what is mounted the disk collector tells how full it is.
void judge_space(const Share& share, const Step& space, Bench& bench) {
    const auto total = space.number("bytes_total").value_or(0);
    const auto left = space.number("bytes_available").value_or(0);
    if (total <= 0) return;
    const auto percent = share_of(left, total);
    const Parameters figures{
        {"free", bytes_text(static_cast<std::uint64_t>(std::max<std::int64_t>(0, left)))},
        {"percent", fixed(percent, 0)}};
    constexpr std::int64_t block = 4096;
    if (left < block) {
        find(share, bench, "nfs.full", Severity::critical, space, "export.", figures);
        return;
    }
    if (share.target.mounted()) return;
    const auto plenty = bench.limit("nfs.free_plenty") * 1024 * 1024 * 1024;
    if (percent < bench.limit("nfs.free_warning")) {
        const bool critical =
            percent < bench.limit("nfs.free_critical") && static_cast<double>(left) < plenty;
        find(share, bench, "nfs.space_low", critical ? Severity::critical : Severity::warning,
             space, "export.", figures);
    }
    const auto inodes = space.number("inodes_total").value_or(0);
    const auto free_inodes = share_of(space.number("inodes_free").value_or(0), inodes);
    if (inodes > 0 && free_inodes < bench.limit("nfs.inodes_warning"))
        find(share, bench, "nfs.inodes_low", Severity::warning, space, "export.",
             {{"percent", fixed(free_inodes, 0)}});
}

void judge_visit(const Picture& picture, const Share& share, Bench& bench) {
    for (const auto& step : share.visit) {
        if (step.name == "statvfs" && step.good()) judge_space(share, step, bench);
        if (step.good()) continue;
        if (step.name == "access")
            judge_access(picture, share, step, bench);
        else
            judge_failed(picture, share, step, bench);
    }
    for (const auto& step : share.inside)
        if (!step.good() && step.name != "mount") {
            // A file that went away between listing and reading is SAFR at work.
            if (trouble_of(step) == "gone") continue;
            judge_failed(picture, share, step, bench);
        }
}

}  // namespace

std::string_view trouble_of(const Step& step) {
    for (const auto& meaning : meanings)
        if (step.error == meaning.word ||
            (meaning.word.starts_with('_') && step.status.ends_with(meaning.word)))
            return meaning.id;
    return {};
}

void judge_exports(const Picture& picture, Bench& bench) {
    for (const auto& share : picture.shares) {
        if (share.failure && share.failure->fault == Fault::timed_out)
            find(share, bench, "nfs.export_hung", Severity::critical,
                 Step{.name = "-", .error = "ETIMEDOUT"}, "export.");
        judge_visit(picture, share, bench);
    }
}

}  // namespace diag::nfs
