// SPDX-License-Identifier: Apache-2.0
// The logs collector on real trees: links, special files and silence are the file system's own.
#include <doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "collectors/catalog.hpp"
#include "platform/json.hpp"
#include "tests/fakes.hpp"
#include "tests/scratch.hpp"

using namespace diag;
namespace fs = std::filesystem;

namespace {

/// A SAFR tree on disk, seen through the machine's own files and paths; no programs, fixed clock.
struct SafrTree {
    test::Scratch scratch;
    test::FakeFiles files;
    test::FakePrograms programs;
    test::FakeClock clock;
    Scope scope;
    test::FakeSink sink;

    SafrTree() {
        scope.program_root = scope.data_root = (scratch.path() / "safr").string();
        clock.time = system_clock().now();
        scope.until = clock.time;
        scope.since = clock.time - std::chrono::hours{24};
        fs::create_directories(scratch.path() / "safr");
    }
    fs::path log(const std::string& name, std::string_view text = "a line\n") const {
        return scratch.file("safr/" + name, text);
    }
    void link(const std::string& target, const std::string& name) const {
        const auto path = scratch.path() / "safr" / name;
        fs::create_directories(path.parent_path());
        fs::create_symlink(target, path);
    }
    std::string path(const std::string& name) const { return (scratch.path() / name).string(); }

    void gather() {
        World world{system_files(), disposable_paths(), programs, system_http(), clock, scope};
        collectors::logs.gather(world, sink);
    }
    const Attachment* attached(std::string_view name) const {
        for (const auto& each : sink.attachments)
            if (each.name == name) return &each;
        return nullptr;
    }
    std::string tree() const {
        const auto text = item(sink.evidence, "tree");
        return text ? std::string(*text) : "";
    }
    /// Why a file of that bundle name was not taken; empty when it was, "unlisted" otherwise.
    std::string why(std::string_view name) const {
        const auto tree_json = json::parse(tree());
        if (!tree_json) return "no tree";
        for (const auto& file : json::list_at(*tree_json, "files"))
            if (json::text_at(file, "name") == name) return json::text_at(file, "why").value_or("");
        return "unlisted";
    }
};

bool found(const SafrTree& site, std::string_view id) {
    const auto judgement = collectors::logs.judge(site.sink.evidence, {});
    return std::any_of(judgement.findings.begin(), judgement.findings.end(),
                       [&](const Finding& each) { return each.id == id; });
}

}  // namespace

TEST_CASE("logs: documented and undocumented services' logs are attached, with what is needed") {
    SafrTree site;
    site.log("covi/logs/covi-ws.log");
    site.log("newservice/logs/own.out");
    site.log("covi/logs/covi-ws.2026-11-22.0.log.gz");

    site.gather();

    REQUIRE(site.attached("safr/covi/logs/covi-ws.log") != nullptr);
    const auto& log = *site.attached("safr/covi/logs/covi-ws.log");
    CHECK(log.path == site.path("safr/covi/logs/covi-ws.log"));
    CHECK(log.bytes == 7);
    CHECK(log.inode != 0);
    CHECK(log.limit > 7);
    CHECK(log.since == site.scope.since);
    CHECK(site.attached("safr/newservice/logs/own.out") != nullptr);
    REQUIRE(site.attached("safr/covi/logs/covi-ws.2026-11-22.0.log.gz") != nullptr);
    CHECK(site.attached("safr/covi/logs/covi-ws.2026-11-22.0.log.gz")->gzip);
}

TEST_CASE("logs: nothing below cv-storage is taken, however it is reached") {
    SafrTree site;
    site.log("cv-storage/objs/t1/face.log");
    site.log("cv-storage/logs/face.log");
    site.link(site.path("safr/cv-storage"), "covi/logs/all");
    site.link(site.path("safr/cv-storage/objs"), "virga/logs");
    site.scope.log_directories = {site.path("safr/cv-storage")};

    site.gather();

    for (const auto& each : site.sink.attachments)
        CHECK(each.path.find("cv-storage") == std::string::npos);
    CHECK(site.why("safr/covi/logs/all") == "objects");
    CHECK(found(site, "logs.directory_refused"));
}

TEST_CASE("logs: a linked log directory is followed to where it was moved") {
    SafrTree site;
    site.scratch.file("big/covi-logs/covi-ws.log", "a line\n");
    site.link(site.path("big/covi-logs"), "covi/logs");

    site.gather();

    REQUIRE(site.attached("safr/covi/logs/covi-ws.log") != nullptr);
    CHECK(site.attached("safr/covi/logs/covi-ws.log")->path ==
          site.path("big/covi-logs/covi-ws.log"));
}

TEST_CASE("logs: a log directory linked to the whole tree is refused") {
    SafrTree site;
    site.log("covi/logs/covi-ws.log");
    site.link(site.path("safr"), "ares/logs");

    site.gather();

    CHECK(site.sink.attachments.end() ==
          std::find_if(site.sink.attachments.begin(), site.sink.attachments.end(),
                       [](const Attachment& each) { return each.name.starts_with("safr/ares"); }));
    CHECK(found(site, "logs.directory_refused"));
}

TEST_CASE("logs: links out of the known places are listed and not followed") {
    SafrTree site;
    site.link("/etc/passwd", "covi/logs/passwd.log");
    site.link("/etc", "covi/logs/etc");
    site.link("/nowhere/at/all", "covi/logs/gone.log");

    site.gather();

    CHECK(site.why("safr/covi/logs/passwd.log") == "link_outside");
    CHECK(site.why("safr/covi/logs/etc") == "link_outside");
    CHECK(site.why("safr/covi/logs/gone.log") == "link_dangling");
    CHECK(found(site, "logs.link_dangling"));
}

TEST_CASE("logs: a link to a file elsewhere below the root brings that file, once") {
    SafrTree site;
    site.log("shared/covi.log");
    site.link("../../shared/covi.log", "covi/logs/covi.log");
    site.link("../../shared/covi.log", "covi/logs/second.log");
    site.log("covi/logs/app.log");
    site.link("app.log", "covi/logs/current.log");

    site.gather();

    REQUIRE(site.attached("safr/covi/logs/covi.log") != nullptr);
    CHECK(site.attached("safr/covi/logs/covi.log")->path == site.path("safr/shared/covi.log"));
    CHECK(site.why("safr/covi/logs/second.log") == "same_file");
    CHECK(site.why("safr/covi/logs/current.log") == "same_file");
}

TEST_CASE("logs: special files, images and empty files are listed, never attached") {
    SafrTree site;
    site.log("covi/logs/face.jpg", "\xff\xd8\xff");
    site.log("covi/logs/heap.hprof");
    site.log("covi/logs/empty.log", "");
    REQUIRE(::mkfifo(site.path("safr/covi/logs/pipe.log").c_str(), 0600) == 0);

    site.gather();

    CHECK(site.why("safr/covi/logs/face.jpg") == "personal");
    CHECK(site.why("safr/covi/logs/heap.hprof") == "personal");
    CHECK(site.why("safr/covi/logs/empty.log") == "empty");
    CHECK(site.why("safr/covi/logs/pipe.log") == "special");
    CHECK(site.attached("safr/covi/logs/pipe.log") == nullptr);
}

TEST_CASE("logs: a log directory that leads nowhere is a finding") {
    SafrTree site;
    site.log("covi/logs/covi-ws.log");
    site.link("/mnt/not-mounted/logs", "cv-event/logs");

    site.gather();

    CHECK(found(site, "logs.directory_dangling"));
    CHECK(site.tree().find("/mnt/not-mounted/logs") != std::string::npos);
}

TEST_CASE("logs: a service without its log directory is a finding") {
    SafrTree site;
    site.log("safrports.conf");
    site.log("virga/config/other.xml");

    site.gather();

    CHECK(found(site, "logs.directory_missing"));
    CHECK(found(site, "logs.none"));
    CHECK_FALSE(found(site, "logs.safr_absent"));
}

TEST_CASE("logs: a machine without SAFR is worth one information, no fault") {
    SafrTree site;
    site.scope.program_root = site.scope.data_root = site.path("nothing");

    site.gather();
    site.sink.give("passed", std::string("[]"));

    const auto judgement = collectors::logs.judge(site.sink.evidence, {});
    REQUIRE(judgement.findings.size() == 1);
    CHECK(judgement.findings[0].id == "logs.safr_absent");
    CHECK(judgement.findings[0].severity == Severity::info);
}

TEST_CASE("logs: logback's names, places and date patterns are used") {
    SafrTree site;
    const auto elsewhere = site.path("volume/event");
    site.scratch.file("volume/event/app-today", "a line\n");
    site.scratch.file("volume/event/unrelated.log", "a line\n");
    site.log("cv-event/logs/sync.log");
    site.log("cv-event/config/logback-spring.xml",
             "<configuration><appender name='A'><file>" + elsewhere +
                 "/app-today</file><encoder><pattern>%d{HH:mm:ss dd.MM.yy}</pattern></encoder>"
                 "</appender><root level='DEBUG'/></configuration>");

    site.gather();

    REQUIRE(site.sink.evidence.contains("logback:cv-event"));
    const auto taken =
        std::find_if(site.sink.attachments.begin(), site.sink.attachments.end(),
                     [&](const Attachment& each) { return each.path == elsewhere + "/app-today"; });
    REQUIRE(taken != site.sink.attachments.end());
    CHECK(taken->timestamp_pattern == "HH:mm:ss dd.MM.yy");
    CHECK(site.tree().find("unrelated") == std::string::npos);
    CHECK(found(site, "logs.level_verbose"));
}

TEST_CASE(
    "logs: configured directories are taken whatever the names' endings, and missed if gone") {
    SafrTree site;
    site.scratch.file("extra/gateway", "a line\n");
    site.scratch.file("extra/deep/more.log", "a line\n");
    site.scope.log_directories = {site.path("extra"), site.path("missing")};

    site.gather();

    CHECK(site.attached("site" + site.path("extra") + "/gateway") != nullptr);
    CHECK(site.attached("site" + site.path("extra") + "/deep/more.log") != nullptr);
    CHECK(found(site, "logs.configured_missing"));
}

TEST_CASE("logs: a name that is no UTF-8 is taken under one that is") {
    SafrTree site;
    site.log(
        "covi/logs/b\xff"
        "d.log");

    site.gather();

    REQUIRE(json::parse(site.tree()));
    REQUIRE_FALSE(site.sink.attachments.empty());
    CHECK(site.attached("safr/covi/logs/b\xEF\xBF\xBD"
                        "d.log") != nullptr);
}

TEST_CASE("logs: two names that become one are kept apart") {
    SafrTree site;
    site.log(
        "covi/logs/b\xff"
        "d.log");
    site.log(
        "covi/logs/b\xfe"
        "d.log");

    site.gather();

    CHECK(site.attached("safr/covi/logs/b\xEF\xBF\xBD"
                        "d.log") != nullptr);
    CHECK(site.attached("safr/covi/logs/b\xEF\xBF\xBD"
                        "d.log_2") != nullptr);
}
