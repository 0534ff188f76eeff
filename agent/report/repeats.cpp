// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "agent/report/judging.hpp"

namespace diag::report {
namespace {

/// What of `disk` says the same as what of `nfs`.
struct Repeat {
    std::string_view disk;
    std::string_view nfs;
};

constexpr std::array repeats{Repeat{"disk.not_mounted", "nfs.not_mounted"},
                             Repeat{"disk.not_mounted", "nfs.not_mounted_dead"},
                             Repeat{"disk.mount_silent", "nfs.store_silent"}};

std::string_view parameter(const Finding& finding, std::string_view name) {
    const auto found = finding.parameters.find(name);
    return found == finding.parameters.end() ? std::string_view{} : std::string_view(found->second);
}

bool tells_the_same(const Finding& of_disk, const Finding& of_nfs) {
    const auto mount = parameter(of_disk, "mount");
    return !mount.empty() && mount == parameter(of_nfs, "point") &&
           of_nfs.severity >= of_disk.severity &&
           std::ranges::any_of(repeats, [&](const Repeat& repeat) {
               return repeat.disk == of_disk.id && repeat.nfs == of_nfs.id;
           });
}

}  // namespace

std::vector<Chapter> without_repeats(std::vector<Chapter> chapters) {
    const auto nfs = std::ranges::find(chapters, "nfs", &Chapter::collector);
    const auto disk = std::ranges::find(chapters, "disk", &Chapter::collector);
    if (nfs == chapters.end() || disk == chapters.end()) return chapters;
    const auto& told = nfs->judgement.findings;
    std::erase_if(disk->judgement.findings, [&](const Finding& finding) {
        return parameter(finding, "type").starts_with("nfs") &&
               std::ranges::any_of(
                   told, [&](const Finding& of_nfs) { return tells_the_same(finding, of_nfs); });
    });
    return chapters;
}

}  // namespace diag::report
