// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/backup_words.hpp"

#include <doctest.h>

using namespace diag;
using namespace diag::backup;
using commands::Verified;

namespace {

/// Asked for L5, and all of it held.
Verified restored() {
    Verified verified{.path = "/b/SAFR-backup-20261127-020000.tgz", .asked = Level::restorable};
    for (const auto level : all_levels)
        if (level <= Level::restorable)
            verified.rungs.push_back({.level = level, .standing = Standing::held});
    return verified;
}

constexpr std::size_t width = 100;

}  // namespace

TEST_CASE("backup: what a stand-in took holds nowhere that people or programs read") {
    auto verified = restored();
    REQUIRE(verified.held());
    CHECK(text_of(verified, width).ends_with("It holds to L5.\n"));

    verified.rungs.back().stand_in = true;
    CHECK_FALSE(verified.held());
    CHECK(verified.lacking() == "L5 by a stand-in only");
    CHECK(verified.highest() == "L4");
    CHECK(text_of(verified, width).ends_with("It does not hold to L5: L5 by a stand-in only.\n"));
    CHECK(json::write(json_of(verified)).find("\"held\":false") != std::string::npos);

    verified.rungs[1].standing = Standing::failed;
    CHECK(verified.lacking() == "L1 failed, L5 by a stand-in only");
}

TEST_CASE("backup: bytes that fail refute what was proven before, age, size and coverage do not") {
    CHECK_FALSE(restored().refutes_earlier());
    for (const auto& [level, refutes] :
         {std::pair{Level::exists, true}, std::pair{Level::plausible, false},
          std::pair{Level::unchanged, true}, std::pair{Level::structured, true},
          std::pair{Level::covering, false}, std::pair{Level::restorable, false}}) {
        auto verified = restored();
        auto& rung = verified.rungs[static_cast<std::size_t>(level)];
        rung.standing = Standing::not_told;
        CHECK_FALSE(verified.refutes_earlier());
        rung.standing = Standing::failed;
        CAPTURE(name_of(level));
        CHECK(verified.refutes_earlier() == refutes);
    }
}

TEST_CASE(
    "backup: who has one that does not hold is told to make another, and to keep the others") {
    const std::string advice = "Make a new backup now, and keep the older ones until";
    const auto told = [&](const Verified& verified) {
        return text_of(verified, width).find(advice) != std::string::npos;
    };
    CHECK_FALSE(told(restored()));
    auto cut = restored();
    cut.contents.identity.bytes = 5;
    cut.rungs[3].standing = Standing::failed;
    CHECK(told(cut));
    cut.rungs[0].standing = Standing::failed;  // still being written
    CHECK_FALSE(told(cut));
    cut.contents.identity.bytes = 0;
    CHECK(told(cut));
    auto old = restored();
    old.rungs[1].standing = Standing::failed;
    CHECK_FALSE(told(old));
}

TEST_CASE("backup: what is named like a backup and is no file is listed as none") {
    backups::Backup fifo{.path = "/b/SAFR-backup-20261127-020000.tgz"};
    fifo.special = true;
    const std::vector<commands::ListedBackup> all{{fifo, {}}};
    const auto listed = text_of(all, backups::Picture{}, width);
    CHECK(listed.find("no file") != std::string::npos);
    CHECK(listed.find("never verified") == std::string::npos);
}

TEST_CASE("backup: one that was read and does not hold is listed as failed, and not as proven") {
    auto cut = restored();
    cut.rungs[1].standing = cut.rungs[4].standing = Standing::failed;
    CHECK(cut.refuted().empty());
    cut.rungs[3].standing = Standing::failed;
    CHECK(cut.refuted() == "L3");

    backups::Backup file{.path = cut.path, .bytes = 5, .inode = 7};
    FirstSight record{.path = cut.path};
    record.identity = record.proven_as = {.bytes = 5, .inode = 7};
    record.level = record.sound = "L2";
    record.failed = "L3";
    record.failed_at = Time{std::chrono::hours{24}};
    const auto listed = [&] {
        const std::vector<commands::ListedBackup> all{{file, record}};
        return text_of(all, backups::Picture{}, width);
    };
    CHECK(listed().find("FAILED L3 on 1970-01-02") != std::string::npos);
    file.bytes = 6;
    CHECK(listed().find("FAILED") == std::string::npos);
}
