// SPDX-License-Identifier: Apache-2.0
// The logs collector in a world of text: roots that do not answer, the journal, mongod.
#include <doctest.h>

#include <algorithm>

#include "collectors/catalog.hpp"
#include "tests/fakes.hpp"

using namespace diag;

namespace {

const std::string root = "/opt/RealNetworks/SAFR";

Entry entry(std::string path, std::uint64_t inode, Time modified) {
    Entry made;
    made.path = std::move(path);
    made.kind = Kind::file;
    made.bytes = 100;
    made.inode = inode;
    made.device = 1;
    made.modified = modified;
    return made;
}

struct World_ : test::FakeWorld {
    World_() {
        scope.since = clock.time - std::chrono::hours{24};
        scope.until = clock.time;
    }
    void directory(const std::string& path, std::vector<std::string> names) {
        paths.resolutions.insert_or_assign(path, Resolved{path, false, 1, {}});
        Walk walk;
        std::uint64_t inode = std::hash<std::string>{}(path) % 100'000 * 1'000;
        for (auto& name : names)
            walk.entries.push_back(entry(std::move(name), ++inode, clock.time));
        paths.walks.insert_or_assign(path, walk);
    }
};

const Attachment* attached(const test::Seen& seen, std::string_view name) {
    for (const auto& each : seen.attachments)
        if (each.name == name) return &each;
    return nullptr;
}

}  // namespace

TEST_CASE("logs: a root that may not be read is unknown, not absent") {
    test::FakeWorld world;
    struct Denied : test::FakeFiles {
        Result<std::vector<std::string>> list(const std::filesystem::path& path,
                                              std::size_t) override {
            return Error{Fault::denied, path.string() + ": Permission denied"};
        }
    } denied;
    test::FakeSink sink;
    World seen{denied, world.paths, world.programs, world.http, world.clock, world.scope};

    collectors::logs.gather(seen, sink);

    const auto judgement = collectors::logs.judge(sink.evidence, {});
    REQUIRE(judgement.findings.size() == 1);
    CHECK(judgement.findings[0].id == "logs.root_unreadable");
    CHECK(judgement.findings[0].severity == Severity::unknown);
}

TEST_CASE("logs: a log directory that never answers is unknown, and the others are still taken") {
    World_ world;
    world.files.directories[root] = {"covi", "virga"};
    world.directory(root + "/covi/logs", {"covi-ws.log"});
    world.paths.silent = {root + "/virga"};

    const auto seen = test::examine(collectors::logs, world);

    CHECK(attached(seen, "safr/covi/logs/covi-ws.log") != nullptr);
    REQUIRE(seen.finding("logs.directory_unreadable") != nullptr);
    CHECK(seen.finding("logs.directory_unreadable")->parameters.at("paths") ==
          root + "/virga/logs (timed_out)");
}

TEST_CASE("logs: the journal takes the place of syslog, without those who logged in") {
    World_ world;
    world.files.directories["/var/log/journal"] = {"0123abcd"};
    world.programs.answers.insert_or_assign(
        "journalctl --lines=1 --output=short-iso --no-pager --quiet",
        ProgramOutput{0, "2026-11-23T20:00:00+0000 host kernel: x\n", ""});
    world.directory("/var/log", {"syslog", "dpkg.log", "auth.log"});

    const auto seen = test::examine(collectors::logs, world);

    REQUIRE(attached(seen, "system/journal.log") != nullptr);
    const auto& argv = attached(seen, "system/journal.log")->argv;
    CHECK(std::find(argv.begin(), argv.end(), "--since=@1795377600") != argv.end());
    CHECK(std::find(argv.begin(), argv.end(), "SYSLOG_FACILITY=0") != argv.end());
    CHECK(std::find(argv.begin(), argv.end(), "SYSLOG_FACILITY=4") == argv.end());
    CHECK(std::find(argv.begin(), argv.end(), "SYSLOG_FACILITY=10") == argv.end());
    CHECK(attached(seen, "system/syslog") == nullptr);
    CHECK(attached(seen, "system/dpkg.log") != nullptr);
}

TEST_CASE(
    "logs: without a journal that holds anything, syslog files are taken and auth.log is not") {
    World_ world;
    world.files.directories["/run/log/journal"] = {"0123abcd"};
    world.programs.answers.insert_or_assign(
        "journalctl --lines=1 --output=short-iso --no-pager --quiet", ProgramOutput{0, "", ""});
    world.directory("/var/log", {"syslog", "syslog.1", "syslog.2.gz", "auth.log", "wtmp",
                                 "apt/history.log", "mongodb/mongod.log", "sysloggish"});

    const auto seen = test::examine(collectors::logs, world);

    CHECK(attached(seen, "system/journal.log") == nullptr);
    CHECK(attached(seen, "system/syslog") != nullptr);
    CHECK(attached(seen, "system/syslog.1") != nullptr);
    REQUIRE(attached(seen, "system/syslog.2.gz") != nullptr);
    CHECK(attached(seen, "system/syslog.2.gz")->gzip);
    CHECK(attached(seen, "system/mongodb/mongod.log") != nullptr);
    for (const auto* name : {"system/auth.log", "system/wtmp", "system/sysloggish"})
        CHECK(attached(seen, name) == nullptr);
}

TEST_CASE("logs: a running mongod tells where it logs, on its command line or in its file") {
    World_ world;
    world.files.directories["/proc"] = {"1", "812", "900", "self"};
    world.files.texts["/proc/1/cmdline"] = std::string("/sbin/init\0", 11);
    world.files.texts["/proc/812/cmdline"] =
        std::string("/opt/m/mongod\0--logpath\0/srv/mongo/log/m.log\0", 45);
    world.files.texts["/proc/900/cmdline"] = std::string("mongod\0--config=/etc/m.conf\0", 28);
    world.paths.texts.insert_or_assign(
        "/etc/m.conf",
        std::string("storage:\n  path: /no\nsystemLog:\n  # x\n  path: \"/srv/b/two\"\n"));
    world.directory("/srv/mongo/log", {"m.log", "m.log.2026-11-22T00-00-00", "other.log"});
    world.directory("/srv/b", {"two"});

    const auto seen = test::examine(collectors::logs, world);

    CHECK(attached(seen, "mongod/m.log") != nullptr);
    CHECK(attached(seen, "mongod/m.log.2026-11-22T00-00-00") != nullptr);
    CHECK(attached(seen, "mongod/other.log") == nullptr);
    CHECK(attached(seen, "mongod/two") != nullptr);
}

TEST_CASE("logs: with two roots a service that logs below the data root is not missed elsewhere") {
    World_ world;
    world.scope.data_root = "/data/safr";
    world.files.directories["/data/safr"] = {"covi"};
    world.files.directories[root] = {"covi", "bin", "safrports.conf"};
    world.directory("/data/safr/covi/logs", {"covi-ws.log"});

    const auto seen = test::examine(collectors::logs, world);

    CHECK(attached(seen, "safr/covi/logs/covi-ws.log") != nullptr);
    CHECK(seen.finding("logs.directory_missing") == nullptr);
}
