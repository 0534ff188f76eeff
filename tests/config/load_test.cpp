// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "agent/config/config.hpp"
#include "agent/config/roots.hpp"
#include "agent/config/state.hpp"
#include "tests/config/sample_catalog.hpp"
#include "tests/fakes.hpp"

namespace diag::test {
namespace {

using config::load;

TEST_CASE("config: without a file there are defaults, with the default file it counts") {
    FakeFiles files;
    const auto none = load(files, "", sample_catalog);
    files.texts["/etc/safr-diag/agent.toml"] = "[collect]\ncores = 2\n";
    const auto some = load(files, "", sample_catalog);

    REQUIRE(none);
    REQUIRE(some);
    CHECK(none->config.file.empty());
    CHECK(some->config.collect.cores == 2);
    CHECK(some->config.origins.at("collect.cores") == "/etc/safr-diag/agent.toml:2");
}

TEST_CASE("config: a file asked for that is not there is an error") {
    FakeFiles files;

    const auto got = load(files, "/tmp/none.toml", sample_catalog);

    REQUIRE_FALSE(got);
    CHECK(got.error().fault == Fault::absent);
    CHECK(got.error().what ==
          "the configuration cannot be read: /tmp/none.toml: No such file or directory");
}

TEST_CASE("config: a default file that may not be read is an error, not silence") {
    struct : FakeFiles {
        Result<std::string> read(const std::filesystem::path& path, std::size_t) override {
            return Error{Fault::denied, path.string() + ": Permission denied"};
        }
    } files;

    const auto got = load(files, "", sample_catalog);

    REQUIRE_FALSE(got);
    CHECK(got.error().fault == Fault::denied);
}

TEST_CASE("config: a file over a mebibyte is refused") {
    FakeFiles files;
    files.texts["/big"] = std::string((1 << 20) + 1, '#');

    const auto got = load(files, "/big", sample_catalog);

    REQUIRE_FALSE(got);
    CHECK(got.error().fault == Fault::full);
}

TEST_CASE("config: a run is told the roots, the window and the limits") {
    config::Config config;
    config.safr.data_root = "/data";
    config.logs.file_limit = 5;

    const auto scope = config::scope_of(config, Time{milliseconds{1}}, Time{milliseconds{2}});

    CHECK(scope.data_root == "/data");
    CHECK(scope.file_limit == 5);
    CHECK(scope.since < scope.until);
}

struct Site {
    FakeFiles files;
    FakePaths paths;
    config::Config config;
    Site() { files.directories["/proc"] = {"1", "77", "9", "self"}; }
    void settle() { config::settle_roots(config, files, paths); }
};

TEST_CASE("roots: the installer's default stands when it is there") {
    Site site;
    site.paths.spaces.emplace("/opt/RealNetworks/SAFR", Space{});
    site.files.links["/proc/77/exe"] = "/srv/RealNetworks/SAFR/bin/virgod";

    site.settle();

    CHECK(site.config.safr.program_root == "/opt/RealNetworks/SAFR");
    CHECK(site.config.origins.empty());
}

TEST_CASE("roots: a default that hangs is there") {
    Site site;
    site.paths.silent = {"/opt/RealNetworks/SAFR"};
    site.files.links["/proc/77/exe"] = "/srv/RealNetworks/SAFR/bin/virgod";

    site.settle();

    CHECK(site.config.safr.program_root == "/opt/RealNetworks/SAFR");
}

TEST_CASE("roots: a running SAFR process tells where it was installed") {
    Site site;
    site.files.links["/proc/9/exe"] = "/usr/bin/bash";
    site.files.links["/proc/77/exe"] = "/srv/RealNetworks/SAFR/virgo/bin/virgod (deleted)";

    site.settle();

    CHECK(site.config.safr.program_root == "/srv/RealNetworks/SAFR");
    CHECK(site.config.safr.data_root == "/srv/RealNetworks/SAFR");
    CHECK(site.config.safr.backup_root == "/srv/RealNetworks/SAFR-backups");
    CHECK(site.config.origins.at("safr.program_root") == "process 77 runs from there");
}

TEST_CASE("roots: a name that only begins like the product's is not the product") {
    Site site;
    site.files.links["/proc/9/exe"] = "/srv/RealNetworks/SAFR-backups/restore";

    site.settle();

    CHECK(site.config.safr.program_root == "/opt/RealNetworks/SAFR");
}

TEST_CASE("roots: what is configured is never discovered, and the others follow it") {
    Site site;
    site.config.safr.program_root = "/safr/";
    site.config.origins["safr.program_root"] = "a.toml:1";

    site.settle();

    CHECK(site.config.safr.program_root == "/safr");
    CHECK(site.config.safr.data_root == "/safr");
    CHECK(site.config.safr.backup_root == "/safr-backups");
    CHECK(site.paths.asked.empty());
}

TEST_CASE("state: --state comes first, and is made absolute") {
    const auto given = config::state_directory("here/../there", 0);

    REQUIRE(given);
    CHECK(given->path == (std::filesystem::current_path() / "there").string());
    CHECK(given->origin == "--state");
}

TEST_CASE("state: root's is below /var/lib, a user's at home") {
    std::map<std::string, std::string> variables{{"HOME", "/home/u"}};
    const config::Environment variable = [&](const char* name) { return variables[name]; };

    CHECK(config::state_directory("", 0, variable)->path == "/var/lib/safr-diag");
    CHECK(config::state_directory("", 7, variable)->path == "/home/u/.local/state/safr-diag");
    variables["XDG_STATE_HOME"] = "not/absolute";
    CHECK(config::state_directory("", 7, variable)->path == "/home/u/.local/state/safr-diag");
    variables["XDG_STATE_HOME"] = "/xdg";
    CHECK(config::state_directory("", 7, variable)->path == "/xdg/safr-diag");
}

TEST_CASE("state: without a home there is none, and the remedy is named") {
    const auto got = config::state_directory("", 7, [](const char*) { return std::string(); });

    REQUIRE_FALSE(got);
    CHECK(got.error().what.find("--state") != std::string::npos);
}

}  // namespace
}  // namespace diag::test
