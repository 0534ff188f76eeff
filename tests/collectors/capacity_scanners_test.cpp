// SPDX-License-Identifier: Apache-2.0
#include <doctest.h>

#include "collectors/capacity/baloo.hpp"
#include "collectors/capacity/clamd.hpp"
#include "collectors/capacity/defender.hpp"
#include "collectors/capacity/updatedb.hpp"
#include "tests/collectors/capacity_given.hpp"

using namespace diag;
using namespace diag::capacity;
using namespace diag::test;
using namespace diag::test::capacity_server;

using Ids = std::vector<std::string>;
using Folders = std::vector<std::string>;

TEST_CASE("capacity: clamd.conf is read for what it looks at as it is opened") {
    const auto conf = clamd_conf(fixture("capacity/clamd.conf"));

    CHECK(conf.included == Folders{"/home", "/opt/RealNetworks"});
    CHECK(conf.excluded == Folders{"/opt/RealNetworks/SAFR/mongo"});
    CHECK(conf.spared_users == Folders{"clamav"});
    CHECK(conf.mounts.empty());
    CHECK_FALSE(conf.on_access);
    CHECK(clamd_conf("ScanOnAccess yes\nOnAccessMountPath \"/srv/a b\"\n").mounts ==
          Folders{"/srv/a b"});
}

TEST_CASE("capacity: files that clamonacc is told of are found in every way to write them") {
    using namespace std::string_literals;
    const auto files = files_of_clamonacc(
        "/usr/sbin/clamonacc\0-F\0--config-file=/etc/a\0-e\0/etc/b\0-W/etc/c\0"s);

    CHECK(files.config == "/etc/a");
    CHECK(files.excluded == "/etc/b");
    CHECK(files.watched == "/etc/c");
    CHECK(files_of_clamonacc("clamonacc\0--config-file"s).config.empty());
}

TEST_CASE("capacity: Defender's folders and processes are read, and nothing else it leaves out") {
    const auto listed = excluded_in(fixture("capacity/mdatp-exclusion-list"));
    CHECK(listed.folders == Folders{"/srv/objects", "/srv/*/mongo"});
    CHECK(listed.processes == Folders{"mongod"});
    const auto managed = excluded_by_management(fixture("capacity/mdatp_managed.json"));
    CHECK(managed.folders == Folders{"/srv/objects/", "/srv/safr data"});
    CHECK(managed.processes == Folders{"virgo*"});
    CHECK(excluded_in("Path: \"/srv\"\n").folders.empty());
    CHECK(excluded_by_management("[]").processes.empty());
}

TEST_CASE("capacity: a process is excluded by its path or by its name, with and without a star") {
    CHECK(names_program("mongod", "/opt/mongo/bin/mongod"));
    CHECK(names_program("/opt/*/bin/java", "/opt/jdk/bin/java"));
    CHECK_FALSE(names_program("/opt/*/bin/java", "/opt/RealNetworks/SAFR/jdk/bin/java"));
    CHECK(names_program("/opt/*", "/opt/RealNetworks/SAFR/jdk/bin/java"));
    CHECK(names_program("/opt/*/*/jdk/bin/java", "/opt/RealNetworks/SAFR/jdk/bin/java"));
    CHECK_FALSE(names_program("mongo", "/opt/mongo/bin/mongod"));
    CHECK_FALSE(names_program("/usr/bin/java", "/opt/jdk/bin/java"));
}

TEST_CASE("capacity: an exclusion holds its folder and all below, with and without a star") {
    CHECK(holds("/srv/objects", "/srv/objects"));
    CHECK(holds("/srv/objects/", "/srv/objects/objs"));
    CHECK(holds("/srv/*/mongo", "/srv/data/mongo/journal"));
    CHECK(holds("/", "/srv"));
    CHECK_FALSE(holds("/srv/obj", "/srv/objects"));
    CHECK_FALSE(holds("/srv/objects/deeper", "/srv/objects"));
    CHECK_FALSE(holds("/srv/*/mongo", "/srv/data"));
    CHECK_FALSE(holds("/opt/*/cv-storage", "/opt/RealNetworks/SAFR/cv-storage"));
}

TEST_CASE("capacity: updatedb leaves out paths, names and types of file system") {
    const auto conf = updatedb_conf(fixture("capacity/updatedb.conf"));

    CHECK(conf.bind_mounts);
    CHECK(conf.names.empty());
    CHECK(leaves_out(conf, "/var/spool/x", "ext4"));
    CHECK(leaves_out(conf, "/srv/objects", "nfs4"));
    CHECK_FALSE(leaves_out(conf, "/srv/objects", "xfs"));
    CHECK(leaves_out(updatedb_conf("PRUNENAMES = \"cv-storage\""), "/a/cv-storage/objs", "xfs"));
    CHECK_FALSE(leaves_out(updatedb_conf("PRUNEPATHS = /srv"), "/srv", "xfs"));
}

TEST_CASE("capacity: baloo goes through its folders but those it excludes, the nearest decides") {
    const auto conf = baloo_conf(fixture("capacity/baloofilerc"), "/home/kim");

    CHECK(conf.folders == Folders{"/home/kim", "/srv"});
    CHECK(goes_through(conf, "/srv/data/mongo"));
    CHECK_FALSE(goes_through(conf, "/srv/objects/objs"));
    CHECK_FALSE(goes_through(conf, "/home/kim/.cache/x"));
    CHECK_FALSE(goes_through(conf, "/opt/RealNetworks"));
    CHECK(goes_through(baloo_conf("", "/home/kim"), "/home/kim/safr"));
    CHECK_FALSE(goes_through(baloo_conf("[Basic Settings]\nIndexing-Enabled=false\n", "/home/kim"),
                             "/home/kim/safr"));
}

TEST_CASE("capacity: ClamAV is found where it reads SAFR's data, by folder and by file system") {
    GivenServer server;
    server.give("scanners", R"([{"name": "clamd"}, {"name": "clamonacc"}])");
    server.give("clamd.conf", "OnAccessIncludePath /srv\nOnAccessExcludePath /srv/data\n");
    const auto judgement = server.judged();
    const auto* reads = finding(judgement, "capacity.scanner_reads");
    REQUIRE(reads);
    CHECK(reads->severity == Severity::warning);
    CHECK(reads->parameters.at("scanner") == "ClamAV");
    CHECK(reads->parameters.at("folders") == "/srv/objects/objs");

    server.give("clamd.conf", "OnAccessMountPath /srv/data\n");
    CHECK(finding(server.judged(), "capacity.scanner_reads")->parameters.at("folders") ==
          "/srv/data/mongo");
    server.give("clamonacc:excluded", "/srv/data\n");
    CHECK(server.ids().empty());
    CHECK(fact(server.judged(), "capacity.excluded") == "ClamAV");
}

TEST_CASE("capacity: ClamAV that leaves SAFR's users alone reads nothing that they open") {
    GivenServer server;
    server.give("scanners", R"([{"name": "clamonacc"}])");
    const auto excluding = [&](const std::string& lines) {
        server.give("clamd.conf", "OnAccessIncludePath /srv\n" + lines);
        const auto judgement = server.judged();
        const auto* reads = finding(judgement, "capacity.scanner_reads");
        return reads ? reads->parameters.at("folders") : "";
    };
    const std::string both = "/srv/data/mongo, /srv/objects/objs";
    CHECK(excluding("OnAccessExcludeUname safr\n") == both);  // who writes is not known

    server.give("writers", R"([{"program": "/opt/safr/jdk/bin/java", "user": "safr", "uid": 990},
                               {"program": "/opt/safr/virgofeedd", "user": "root", "uid": 0},
                               {"program": "/opt/safr/mongod", "user": "safr", "uid": 990}])");
    CHECK(excluding("OnAccessExcludeUname safr\n") == "/srv/objects/objs");
    CHECK(excluding("OnAccessExcludeUID 990\nOnAccessExcludeRootUID yes\n") == "");
    CHECK(excluding("OnAccessExcludeUID 99\nOnAccessExcludeRootUID no\n") == both);
}

TEST_CASE("capacity: Defender that leaves SAFR's programs alone reads nothing that they open") {
    GivenServer server;
    server.mountinfo = mounted("28", "8:1", "/", "ext4") + mounted("46", "8:16", "/srv", "xfs");
    server.objects = server.data;
    server.give("scanners", R"([{"name": "wdavdaemon"}])");
    server.give("mdatp", "Excluded process\nProcess name: \"mongod\"\n");
    server.give("writers", R"([{"program": "/opt/safr/jdk/bin/java", "user": "safr", "uid": 990},
                               {"program": "/opt/safr/mongod", "user": "safr", "uid": 990}])");
    const auto judgement = server.judged();
    REQUIRE(finding(judgement, "capacity.scanner_reads"));
    CHECK(finding(judgement, "capacity.scanner_reads")->parameters.at("folders") ==
          "/srv/objects/objs");

    server.give("mdatp:managed", R"({"antivirusEngine": {"exclusions": [
        {"$type": "excludedFileName", "name": "java"}]}})");
    CHECK_FALSE(finding(server.judged(), "capacity.scanner_reads"));
}

TEST_CASE("capacity: clamd without on-access scanning reads nothing by itself") {
    GivenServer server;
    server.give("scanners", R"([{"name": "clamd"}])");
    server.give("clamd.conf", "OnAccessIncludePath /srv\n");
    CHECK(server.ids().empty());

    server.give("clamd.conf", "OnAccessIncludePath /srv\nScanOnAccess true\n");
    CHECK(server.ids() == Ids{"capacity.scanner_reads"});
}

TEST_CASE("capacity: a scanner whose settings cannot be read is said to be unseen") {
    GivenServer server;
    server.give("scanners", R"([{"name": "clamonacc"}])");
    server.give("clamd.conf", Error{Fault::denied, "clamd.conf: Permission denied"});
    CHECK(server.ids() == Ids{"capacity.scanner_unseen"});

    server.give("scanners", R"([{"name": "falcon-sensor"}, {"name": "kesl"}])");
    const auto judgement = server.judged();
    REQUIRE(judgement.findings.size() == 1);
    CHECK(judgement.findings.front().parameters.at("scanner") == "falcon-sensor, kesl");
}

TEST_CASE("capacity: Defender leaves NFS alone by itself, and the rest where it is told to") {
    GivenServer server;
    server.give("scanners", R"([{"name": "wdavdaemon"}])");
    server.give("mdatp", "No exclusions\n");
    server.give("mdatp:real_time", "true\n");
    const auto judgement = server.judged();
    const auto* reads = finding(judgement, "capacity.scanner_reads");
    REQUIRE(reads);
    CHECK(reads->parameters.at("folders") == "/srv/data/mongo");

    server.give("mdatp", fixture("capacity/mdatp-exclusion-list"));
    CHECK(server.ids().empty());
    server.give("mdatp", "No exclusions\n");
    server.give("mdatp:real_time", "false\n");
    CHECK(server.ids().empty());
}

TEST_CASE(
    "capacity: without mdatp's word a check says nothing and a collection that it is unseen") {
    GivenServer server;
    server.give("scanners", R"([{"name": "wdavdaemon"}])");
    server.give("mdatp", Error{Fault::timed_out, "mdatp did not end"});
    CHECK(server.ids() == Ids{"capacity.scanner_unseen"});
    server.brief = true;
    CHECK(server.ids().empty());

    server.brief = false;
    server.give("mdatp:managed", R"({"antivirusEngine": {"exclusions": [
        {"$type": "excludedPath", "isDirectory": true, "path": "/srv/data"}]}})");
    CHECK(server.ids().empty());
}

TEST_CASE("capacity: updatedb is a note where it is used and walks the images") {
    GivenServer server;
    server.mountinfo = mounted("28", "8:1", "/", "ext4");
    server.objects = server.data;
    server.give("updatedb.conf", fixture("capacity/updatedb.conf"));
    CHECK_FALSE(finding(server.judged(), "capacity.indexer_walks"));

    server.give("updatedb:database", "/var/lib/plocate/plocate.db");
    const auto judgement = server.judged();
    const auto* walks = finding(judgement, "capacity.indexer_walks");
    REQUIRE(walks);
    CHECK(walks->severity == Severity::info);
    CHECK(walks->parameters.at("folders") == "/srv/objects/objs");

    server.give("updatedb.conf", "PRUNEPATHS=\"/srv/objects\"");
    CHECK_FALSE(finding(server.judged(), "capacity.indexer_walks"));
}

TEST_CASE("capacity: indexers of desktops matter where SAFR's data lie in their reach") {
    GivenServer server;
    server.give("scanners", R"([{"name": "baloo_file", "home": "/home/kim"},
                                {"name": "tracker-miner-f", "home": "/home/kim"}])");
    server.give("baloo.1000", R"({"home": "/home/kim", "conf": ""})");
    CHECK(server.ids().empty());

    server.give("baloo.1000", R"({"home": "/srv", "conf": ""})");
    server.give("scanners", R"([{"name": "tracker-miner-f", "home": "/srv"}])");
    CHECK(server.ids() == Ids{"capacity.indexer_reads", "capacity.scanner_unseen"});
    const auto judgement = server.judged();
    CHECK(judgement.findings[0].parameters.at("settings") == "/srv/.config/baloofilerc");
    CHECK(judgement.findings[0].parameters.at("folders") == "/srv/data/mongo, /srv/objects/objs");

    server.give("baloo.1000", R"({"home": "/home/kim", "conf": "", "unread": "denied"})");
    CHECK(server.ids() == Ids{"capacity.scanner_unseen", "capacity.scanner_unseen"});
}
