// SPDX-License-Identifier: Apache-2.0
#include "agent/report/judging.hpp"

#include <doctest/doctest.h>

#include "collectors/catalog.hpp"

using namespace diag;

namespace {

Finding of_mount(std::string id, Severity severity, const char* key, const char* mount) {
    Parameters parameters{{key, mount}, {"type", "nfs4"}};
    return {std::move(id), severity, std::move(parameters), {}};
}

/// The ids of `disk` that are left beside one finding of `nfs` about /srv/objects.
std::vector<std::string> left_of(std::vector<Finding> of_disk, Finding of_nfs) {
    std::vector<report::Chapter> chapters(2);
    chapters[0].collector = "disk";
    chapters[0].judgement.findings = std::move(of_disk);
    chapters[1].collector = "nfs";
    chapters[1].judgement.findings = {std::move(of_nfs)};
    const auto settled = report::without_repeats(std::move(chapters));
    CHECK(settled[1].judgement.findings.size() == 1);
    std::vector<std::string> ids;
    for (const auto& each : settled[0].judgement.findings) ids.push_back(each.id);
    return ids;
}

using Ids = std::vector<std::string>;

constexpr auto critical = Severity::critical;
constexpr auto warning = Severity::warning;

}  // namespace

TEST_CASE("judging: what disk and nfs both say of a mount is said by nfs") {
    const auto silent = of_mount("disk.mount_silent", critical, "mount", "/srv/objects");
    const auto missing = of_mount("disk.not_mounted", critical, "mount", "/srv/objects");
    const auto other = of_mount("disk.mount_silent", critical, "mount", "/srv/other");

    CHECK(left_of({silent, other}, of_mount("nfs.store_silent", critical, "point",
                                            "/srv/objects")) == Ids{"disk.mount_silent"});
    CHECK(left_of({missing}, of_mount("nfs.not_mounted_dead", critical, "point", "/srv/objects"))
              .empty());
    CHECK(
        left_of({missing}, of_mount("nfs.not_mounted", critical, "point", "/srv/objects")).empty());
}

TEST_CASE("judging: disk keeps what nfs says otherwise, says milder, or is not of NFS") {
    auto missing = of_mount("disk.not_mounted", critical, "mount", "/srv/objects");
    const Ids kept{"disk.not_mounted"};

    CHECK(left_of({missing}, of_mount("nfs.stale", critical, "point", "/srv/objects")) == kept);
    CHECK(left_of({missing}, of_mount("nfs.not_mounted", warning, "point", "/srv/objects")) ==
          kept);
    missing.parameters["type"] = "ext4";
    CHECK(left_of({missing}, of_mount("nfs.not_mounted", critical, "point", "/srv/objects")) ==
          kept);
}

TEST_CASE("judging: accounts that were left unread are a warning, at the desk as on site") {
    Evidence evidence;
    evidence.emplace(accounts_item, Error{Fault::refused, "others may read it"});

    const auto chapter = report::judged(collectors::mongo, evidence, {}, {});

    REQUIRE(chapter.judgement.findings.size() == 1);
    CHECK(chapter.judgement.findings[0].id == "agent.accounts_unread");
    CHECK(chapter.judgement.findings[0].severity == Severity::warning);
}
