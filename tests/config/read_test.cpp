// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "agent/config/config.hpp"
#include "agent/config/keys.hpp"
#include "tests/config/sample_catalog.hpp"
#include "tests/fakes.hpp"

namespace diag::test {
namespace {

using config::read;

config::Reading reading(std::string_view text) { return read(text, "a.toml", sample_catalog); }

std::string mistakes(std::string_view text) {
    std::string all;
    for (const auto& mistake : reading(text).mistakes) all += mistake + "\n";
    return all;
}

TEST_CASE("config: an empty file sets nothing and is right") {
    const auto got = reading("");

    CHECK(got.mistakes.empty());
    CHECK(got.config.origins.empty());
    CHECK(got.config.collect.cores == 1);
}

TEST_CASE(
    "config: a file for a newer program says so where it cannot be read, and holds where it can") {
    CHECK(mistakes("config_version = 9\n[collect]\ncores = 2\n").empty());
    const auto told = mistakes("config_version = 9\n[collect]\nfuture = 1\ncores = \"all\"\n");
    CHECK(told.find(
              "a.toml:3: collect.future: there is no such key; the file is for a newer safr-diag: "
              "it says config_version = 9") == 0);
    CHECK(told.find("a.toml:4: collect.cores: expected") != std::string::npos);
    CHECK(mistakes("config_version = 1\n[collect]\ncore = 1\n").find("newer") == std::string::npos);
    CHECK(mistakes("config_version = \"1\"\n").find("config_version: expected a whole number") !=
          std::string::npos);
}

TEST_CASE("config: every kind of value is taken over, with its line as origin") {
    const auto got = reading(R"(
[site]
name = "Plant 7"
[logs]
directories = ["/var/log/app", "/srv/log"]
since = "1h30m"
file_limit = "1MiB"
total_limit = 1048576
[collect]
cores = 0
[report]
language = "pt"
[thresholds]
"disk.free_critical" = 7.5
)");
    const auto& config = got.config;

    REQUIRE(got.mistakes.empty());
    CHECK(config.site.name == "Plant 7");
    CHECK(config.logs.directories == std::vector<std::string>{"/var/log/app", "/srv/log"});
    CHECK(config.logs.since == milliseconds{5'400'000});
    CHECK(config.logs.file_limit == 1 << 20);
    CHECK(config.logs.total_limit == 1 << 20);
    CHECK(config.collect.cores == 0);
    CHECK(config.report.language == "pt");
    CHECK(config.thresholds == Thresholds{{"disk.free_critical", 7.5}});
    CHECK(config.origins.at("site.name") == "a.toml:3");
    CHECK(config.origins.at("thresholds.disk.free_critical") == "a.toml:14");
}

TEST_CASE("config: a threshold may be written with quotes, dots or a section") {
    for (const char* text :
         {"[thresholds]\n\"disk.free_critical\" = 7", "[thresholds]\ndisk.free_critical = 7",
          "[thresholds.disk]\nfree_critical = 7"}) {
        CAPTURE(text);
        const auto got = reading(text);
        CHECK(got.mistakes.empty());
        CHECK(got.config.thresholds == Thresholds{{"disk.free_critical", 7}});
    }
}

TEST_CASE("config: an unknown key is named with its line and the nearest key") {
    CHECK(mistakes("[collect]\n\ncors = 2\n") ==
          "a.toml:3: collect.cors: there is no such key; did you mean 'collect.cores'?\n");
    CHECK(mistakes("[colect]\ncores = 2\n") ==
          "a.toml:2: colect.cores: there is no such key; did you mean 'collect.cores'?\n");
    CHECK(mistakes("[thresholds]\n\"disk.free_critcal\" = 2\n") ==
          "a.toml:2: thresholds.disk.free_critcal: there is no such key; did you mean "
          "'thresholds.disk.free_critical'?\n");
    CHECK(mistakes("shell = true\n") == "a.toml:1: shell: there is no such key\n");
}

TEST_CASE("config: an empty section that is unknown is a mistake, one that is known is not") {
    CHECK(mistakes("[sight]\n").starts_with("a.toml:1: sight: there is no such key"));
    CHECK(mistakes("[site]\n[thresholds]\n").empty());
}

TEST_CASE("config: all mistakes are told at once, by line") {
    CHECK(mistakes(R"([report]
language = "fr"
[collect]
cores = "two"
volume_size = "8 parsecs"
deadline = "2d"
[logs]
directories = ["var/log"]
)") == R"(a.toml:2: report.language: expected one of "auto", "en", "es", "pt", got "fr"
a.toml:4: collect.cores: expected a whole number from 0 to 64, got "two"
a.toml:5: collect.volume_size: expected a size from 64KiB to 1GiB, got "8 parsecs"
a.toml:6: collect.deadline: expected a duration from 1s to 24h, got "2d"
a.toml:8: logs.directories: expected a list of absolute paths, got a list
)");
}

TEST_CASE("config: an entry of a list that cannot be one is named with its own line") {
    CHECK(mistakes("[mongo]\nhosts = [\"db1:27017\",\n  \"nonsense:port\", \"[::1]:1\"]\n") ==
          "a.toml:3: mongo.hosts: \"nonsense:port\": expected HOST:PORT\n");
    CHECK(mistakes("[cameras]\nurls = [\"cam\", \"http://10.1.2.3/a\", \"rtsp://10.1.2.3/a\"]\n") ==
          "a.toml:2: cameras.urls: \"cam\": expected rtsp://HOST/PATH\n"
          "a.toml:2: cameras.urls: \"http://10.1.2.3/a\": expected rtsp://HOST/PATH\n");
    CHECK(mistakes("[nfs]\nexports = [\"nas01\", \"nas01:export\", \"nas01:/export\"]\n") ==
          "a.toml:2: nfs.exports: \"nas01\": expected SERVER:/PATH\n"
          "a.toml:2: nfs.exports: \"nas01:export\": expected SERVER:/PATH\n");
    CHECK(mistakes("[safr]\nnodes = [\"node 2\", \"http://n3\", \"node-4.site\", \"127.1\"]\n") ==
          "a.toml:2: safr.nodes: \"node 2\": expected the name or address of a host\n"
          "a.toml:2: safr.nodes: \"http://n3\": expected the name or address of a host\n");
    CHECK(mistakes("[cameras]\nurls = [\"http://10.1.2.3/onvif/device_service\", "
                   "\"rtsps://u:p@cam1:322/x\", \"rtsp://[fd00::1]/x\"]\n")
              .empty());
    CHECK(mistakes("[nfs]\nexports = [\"nfs://nas:2049/e?version=4\", "
                   "\"[fd00::1]:/e vers=4,port=2050\"]\n")
              .empty());
    CHECK(mistakes("[mongo]\nhosts = [5]\n").find("a list of texts") != std::string::npos);
}

TEST_CASE("config: the tolerance of backups is a whole percent") {
    CHECK(reading("").config.backup.tolerance == 5);
    CHECK(reading("[backup]\nplaces = [\"/mnt/nas/safr\"]\n").config.backup.places ==
          std::vector<std::string>{"/mnt/nas/safr"});
    CHECK(reading("[backup]\ntolerance = 20\n").config.backup.tolerance == 20);
    CHECK(mistakes("[backup]\ntolerance = 101\n")
              .starts_with("a.toml:2: backup.tolerance: expected a whole number from 0 to 100"));
}

TEST_CASE("config: hours and a place to listen at must be such, or empty") {
    const auto got = reading(
        "[desk]\nupload_hours = \"20:00-06:00\"\n[spool]\nkeep_sent = \"7d\"\n"
        "keep_sent_bytes = \"1GiB\"\n[serve]\nmetrics = \"[::1]:9464\"\nhealth_every = \"2h\"\n"
        "[consent]\nhealth = true\n");
    REQUIRE(got.mistakes.empty());
    CHECK(got.config.desk.upload_hours == "20:00-06:00");
    CHECK(got.config.spool.keep_sent == std::chrono::days{7});
    CHECK(got.config.spool.keep_sent_bytes == 1ull << 30);
    CHECK(got.config.serve.metrics == "[::1]:9464");
    CHECK(got.config.consent.health);
    CHECK(got.config.serve.halves == "one");
    CHECK(reading("[serve]\nhalves = \"two\"\n").config.serve.halves == "two");
    for (const char* odd : {"three", "auto", ""})
        CHECK(!mistakes("[serve]\nhalves = \"" + std::string(odd) + "\"\n").empty());

    for (const char* odd :
         {"20-06", "20:00", "25:00-06:00", "20:60-06:00", "20:00-06:00 ", "8:00-9:00"})
        CHECK(mistakes("[desk]\nupload_hours = \"" + std::string(odd) + "\"\n") ==
              "a.toml:2: desk.upload_hours: expected hours as \"20:00-06:00\", or \"\", got \"" +
                  std::string(odd) + "\"\n");
    for (const char* odd :
         {"9464", "localhost:9464", "127.0.0.1:0", "127.0.0.1:65536", "::1:9464", "127.0.0.1:"})
        CHECK(mistakes("[serve]\nmetrics = \"" + std::string(odd) + "\"\n") ==
              "a.toml:2: serve.metrics: expected a numeric address and port as "
              "\"127.0.0.1:9464\", or \"\", got \"" +
                  std::string(odd) + "\"\n");
    CHECK(mistakes("[desk]\nupload_hours = \"\"\n[serve]\nmetrics = \"\"\n").empty());
}

TEST_CASE("config: where a restore is rehearsed is two paths, and how long a duration") {
    const auto got = reading(
        "[backup]\nmongod = \"/opt/mongod\"\nscratch = \"/mnt/scratch\"\ndeadline = \"30m\"\n");
    REQUIRE(got.mistakes.empty());
    CHECK(got.config.backup.mongod == "/opt/mongod");
    CHECK(got.config.backup.scratch == "/mnt/scratch");
    CHECK(got.config.backup.deadline == std::chrono::minutes{30});

    CHECK(mistakes("[backup]\nmongod = \"mongod\"\n") ==
          "a.toml:2: backup.mongod: expected an absolute path, or \"\", got \"mongod\"\n");
    CHECK(mistakes("[backup]\ndeadline = \"30d\"\n") ==
          "a.toml:2: backup.deadline: expected a duration from 1s to 7d, got \"30d\"\n");
    CHECK(mistakes("[backup]\nmongod = \"\"\nscratch = \"\"\n").empty());
}

TEST_CASE("config: a value of the wrong kind says which kinds") {
    CHECK(mistakes("site = 3") == "a.toml:1: site: expected a section [site], got 3\n");
    CHECK(mistakes("[site]\nname = true").ends_with("200 bytes, got true or false\n"));
    CHECK(mistakes("[collect]\ncores = 1.5").ends_with("got a number with a fraction\n"));
    CHECK(mistakes("[collect]\ncores = -1").ends_with("got -1\n"));
    CHECK(mistakes("[collect]\ncores = 2020-01-01").ends_with("got a date or time\n"));
    CHECK(
        mistakes("[safr]\nprogram_root = \"\"").ends_with("expected an absolute path, got \"\"\n"));
    CHECK(mistakes("[safr]\nprogram_root = [\"/a\"]").ends_with("absolute path, got a list\n"));
}

TEST_CASE("config: a threshold must be a number that makes sense") {
    for (const char* value : {"nan", "inf", "-1", "101", "\"5\"", "true", "[5]"}) {
        CAPTURE(value);
        CHECK(mistakes("[thresholds]\n\"disk.free_critical\" = " + std::string(value))
                  .find("expected a number from 0 to 100 (%)") != std::string::npos);
    }
    CHECK(mistakes("[thresholds]\n\"disk.latency_warning\" = 5000").empty());
}

TEST_CASE("config: a key set twice under two spellings is a mistake") {
    CHECK(mistakes("\"site.name\" = \"a\"\n[site]\nname = \"b\"\n").ends_with("it is set twice\n"));
}

TEST_CASE("config: a key with a mistake keeps its default") {
    const auto got = reading("[collect]\ncores = 99999\nvolume_size = \"1MiB\"\n");

    CHECK(got.mistakes.size() == 1);
    CHECK(got.config.collect.cores == 1);
    CHECK(got.config.collect.volume_size == 1 << 20);
}

TEST_CASE("config: text that is no TOML is one mistake with its line") {
    CHECK(mistakes("[site]\nname = \n").starts_with("a.toml:2: "));
    CHECK(mistakes("\x1f\x8b\x08 gzip").starts_with("a.toml:1: "));
    CHECK(mistakes("[site]\nname = \"a\"\nname = \"b\"\n").starts_with("a.toml:3: "));
    CHECK(reading("a = " + std::string(100'000, '[')).mistakes.size() == 1);
    CHECK(mistakes("\n[\x0b]\n") == "a.toml:2: a control character, which no TOML text has\n");
}

TEST_CASE("config: a hostile key or value is shown short and printable") {
    const auto text =
        mistakes("\"" + std::string(50'000, 'k') + "\\u001b[2J\" = 1\n[site]\nname = \"" +
                 std::string(50'000, 'v') + "\"\n");

    CHECK(text.size() < 500);
    CHECK(text.find('\x1b') == std::string::npos);
}

TEST_CASE("config: every key accepts its own default as printed") {
    const config::Config defaults;
    for (const auto& key : config::keys()) {
        CAPTURE(key.name);
        const auto dot = key.name.find('.');
        const auto text = "[" + std::string(key.name.substr(0, dot)) + "]\n" +
                          std::string(key.name.substr(dot + 1)) + " = " +
                          config::value_text(key, defaults) + "\n";
        const auto got = reading(text);
        CHECK(got.mistakes.empty());
        CHECK(config::value_text(key, got.config) == config::value_text(key, defaults));
    }
}

TEST_CASE("config: the packaged file names every key and shows its default") {
    const auto root = std::filesystem::path(DIAG_FIXTURES).parent_path().parent_path();
    std::ifstream file(root / "packaging/agent.toml");
    const std::string packaged{std::istreambuf_iterator<char>(file), {}};
    const config::Config defaults;

    CHECK(mistakes(packaged).empty());
    for (const auto& key : config::keys()) {
        CAPTURE(key.name);
        const auto line = "\n#" + std::string(key.name.substr(key.name.find('.') + 1)) + " = " +
                          config::value_text(key, defaults) + "\n";
        CHECK(packaged.find(line) != std::string::npos);
    }
}

}  // namespace
}  // namespace diag::test
