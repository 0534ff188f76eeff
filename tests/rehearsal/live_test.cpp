// SPDX-License-Identifier: Apache-2.0
#include "agent/rehearsal/live.hpp"

#include <doctest.h>

#include "agent/rehearsal/plan.hpp"
#include "tests/fakes.hpp"
#include "tests/show.hpp"

using namespace diag;
using namespace diag::rehearsal;
using namespace diag::test;

namespace {

/// A server with a mongod that was called so.
FakeWorld called(std::vector<std::string> argv, std::string directory = "/opt/mongo") {
    FakeWorld fake;
    argv.insert(argv.begin(), "mongod");
    fake.scope.site.processes.push_back({.pid = 812,
                                         .service = "mongod",
                                         .program = "/opt/mongo/bin/mongod",
                                         .argv = std::move(argv),
                                         .directory = std::move(directory)});
    return fake;
}

void exists(FakeWorld& fake, const std::string& path) {
    fake.paths.resolutions.insert_or_assign(path, Resolved{.path = path});
}

Result<std::vector<std::string>> directories(FakeWorld& fake) {
    auto world = fake.world();
    return live_directories(world);
}

/// Why it is not known.
std::string hindrance(FakeWorld& fake) {
    const auto live = directories(fake);
    return live ? std::string{} : live.error().what;
}

/// SAFR in its usual place, with the accounts of a server.
FakeWorld owned(const std::string& folder_owner, const std::string& runs_as) {
    auto fake = called({"--dbpath", "/opt/mongo/data"});
    fake.scope.site.processes[0].user = runs_as;
    fake.files.texts["/etc/passwd"] =
        "root:x:0:0::/root:/bin/sh\nsafr:x:990:991::/:/bin/false\neve:x:1000:1000::/:/bin/sh\n";
    const auto& root = fake.scope.data_root;
    fake.programs.answers.insert_or_assign("stat -L -c %U %u -- " + root,
                                           ProgramOutput{0, "root 0\n", {}});
    fake.programs.answers.insert_or_assign("stat -L -c %U %u -- " + root + "/mongo/data",
                                           ProgramOutput{0, folder_owner + "\n", {}});
    return fake;
}

std::string account_name(FakeWorld& fake) {
    auto world = fake.world();
    const auto user = live_account(world);
    return user ? user->name : std::string{};
}

bool has(const std::string& text, std::string_view words) {
    return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("rehearsal: without a live database there is nothing to stay apart from") {
    FakeWorld fake;
    const auto live = directories(fake);
    REQUIRE(live);
    CHECK(live->empty());
}

TEST_CASE("rehearsal: the live directory is what the command line says, else the file") {
    auto fake = called({"--dbpath", "/db/a", "--config", "/etc/mongod.conf"});
    fake.paths.texts.insert_or_assign("/etc/mongod.conf", "storage:\n  dbPath: /db/b\n");
    exists(fake, "/db/a");
    exists(fake, "/db/b");
    CHECK(*directories(fake) == std::vector<std::string>{"/db/a"});

    auto& argv = fake.scope.site.processes[0].argv;
    argv = {"mongod", "--config", "/etc/mongod.conf"};
    CHECK(*directories(fake) == std::vector<std::string>{"/db/b"});
}

TEST_CASE("rehearsal: relative paths of a live database lie below its working directory") {
    auto fake = called({"-f", "mongod.conf"});
    fake.paths.texts.insert_or_assign("/opt/mongo/mongod.conf", "storage:\n  dbPath: data\n");
    exists(fake, "/opt/mongo/data");

    CHECK(*directories(fake) == std::vector<std::string>{"/opt/mongo/data"});
}

TEST_CASE("rehearsal: no scratch database lies in a live directory that is a link") {
    auto fake = called({"--dbpath", "/opt/mongo/data"});
    fake.paths.resolutions.insert_or_assign("/opt/mongo/data", Resolved{.path = "/disk2/db"});
    const auto live = directories(fake);

    REQUIRE(live);
    CHECK_FALSE(is_apart("/disk2/db/rehearsal/rehearsal-abcdef/data", *live));
}

TEST_CASE("rehearsal: a configuration that cannot be read leaves the directory unknown") {
    auto fake = called({"--config", "/etc/mongod.conf"});
    fake.paths.texts.insert_or_assign("/etc/mongod.conf",
                                      Error{Fault::denied, "/etc/mongod.conf: Permission denied"});
    exists(fake, "/data/db");

    CHECK(hindrance(fake) ==
          "where the live database (process 812) keeps its data is not known: its configuration "
          "cannot be read: /etc/mongod.conf: Permission denied");
}

TEST_CASE("rehearsal: a mongod that is told nothing has the default directory, if that is there") {
    auto fake = called({"--port", "27017"});
    CHECK(has(hindrance(fake), "not known: /data/db: No such file"));

    exists(fake, "/data/db");
    CHECK(*directories(fake) == std::vector<std::string>{"/data/db"});
}

TEST_CASE("rehearsal: what cannot be placed or does not answer is not known") {
    auto lost = called({"--dbpath", "data"}, "");
    exists(lost, "/data");
    CHECK(has(hindrance(lost), "data is relative to a directory that cannot be read"));

    auto lost_file = called({"--config", "mongod.conf"}, "");
    lost_file.paths.texts.insert_or_assign("/mongod.conf", "storage:\n  dbPath: /db\n");
    exists(lost_file, "/db");
    CHECK(has(hindrance(lost_file), "mongod.conf is relative"));

    auto silent = called({"--dbpath", "/nas/db"});
    silent.paths.silent = {"/nas"};
    CHECK(has(hindrance(silent), "did not answer"));

    auto dangling = called({"--dbpath", "/db"});
    dangling.paths.resolutions.insert_or_assign("/db", Resolved{.path = "/x", .dangling = true});
    CHECK(has(hindrance(dangling), "/db is a link to nothing"));
}

TEST_CASE("rehearsal: one live database that is not known is enough") {
    auto fake = called({"--dbpath", "/db"});
    exists(fake, "/db");
    auto second = fake.scope.site.processes[0];
    second.pid = 813;
    second.argv = {"mongod", "--dbpath", "/gone"};
    fake.scope.site.processes.push_back(second);

    CHECK(has(hindrance(fake), "process 813"));
}

TEST_CASE("rehearsal: the scratch database is whose the live one is") {
    auto fake = owned("safr 990", "safr");
    auto world = fake.world();
    const auto user = live_account(world);
    REQUIRE(user);
    CHECK(user->uid == 990);
    CHECK(user->gid == 991);
}

TEST_CASE("rehearsal: the owner of the database's folder is known though nothing runs") {
    auto fake = owned("safr 990", "root");
    CHECK(account_name(fake) == "safr");
    fake.scope.site.processes.clear();
    CHECK(account_name(fake) == "safr");
}

TEST_CASE("rehearsal: who calls himself a mongod is not given the backup") {
    auto fake = owned("root 0", "eve");
    CHECK(account_name(fake).empty());
    auto beside = owned("safr 990", "eve");
    CHECK(account_name(beside) == "safr");
}

TEST_CASE("rehearsal: root is no other account, nor is one that the machine does not know") {
    auto roots = owned("root 0", "root");
    CHECK(account_name(roots).empty());
    auto unknown = owned("UNKNOWN 4711", "4711");
    CHECK(account_name(unknown).empty());
    auto unread = owned("safr 990", "safr");
    unread.files.texts.clear();
    CHECK(account_name(unread).empty());
}
