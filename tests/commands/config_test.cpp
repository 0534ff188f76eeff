// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <sys/stat.h>

#include "agent/commands/commands.hpp"
#include "collectors/catalog.hpp"
#include "platform/json.hpp"
#include "tests/running.hpp"
#include "tests/scratch.hpp"

namespace diag::test {
namespace {

Ran safr(std::vector<std::string> words) {
    return run(commands::agent_program(), std::move(words), {.environment = {{"COLUMNS", "160"}}});
}

struct Site {
    Scratch scratch;
    std::string file(std::string_view text) const {
        return scratch.file("agent.toml", text).native();
    }
};

/// The disk collector among the listed ones.
const json::value& disk_in(const json::value& listed) {
    for (const auto& each : listed.as_array())
        if (each.at("id") == "disk") return each;
    return listed;
}

TEST_CASE("config command: each value is shown with the line it came from") {
    const Site site;
    const auto file = site.file("[site]\nname = \"Plant 7\"\n[safr]\nprogram_root = \"/safr\"\n");

    const auto ran = safr({"config", "--config", file, "--state", "/tmp/s"});

    CHECK(ran.exit_code == exit_code::done);
    CHECK(ran.output.starts_with("# configuration: read from " + file + "\nKEY"));
    CHECK(ran.says("\"Plant 7\"  "));
    CHECK(ran.says(file + ":2\n"));
    CHECK(ran.says("as safr.program_root\n"));
    CHECK(ran.says("collect.cores"));
    CHECK(ran.says("--state\n"));
}

TEST_CASE("config command: JSON has every key with value and origin") {
    const Site site;
    const auto file = site.file("[logs]\ndirectories = [\"/var/log/x\"]\n");

    const auto ran = safr({"config", "--json", "--config", file});
    const auto document = json::parse(ran.output);

    REQUIRE(document);
    const auto& values = document->at("values").as_object();
    CHECK(json::text_at(*document, "file") == file);
    CHECK(values.at("logs.directories").at("value").as_array().size() == 1);
    CHECK(values.at("logs.directories").at("from").as_string() == file + ":2");
    CHECK(values.at("collect.cores").at("value").to_number<int>() == 1);
    CHECK(values.at("collect.cores").at("from").as_string() == "default");
    CHECK(values.contains("thresholds." + std::string(collectors::disk.thresholds[0].key)));
}

TEST_CASE("config command: all mistakes of a file are told, a line each, with exit code 65") {
    const Site site;
    const auto file = site.file("[site]\nnmae = \"x\"\n[collect]\ncores = \"two\"\n");

    const auto ran = safr({"config", "--config", file});

    CHECK(ran.exit_code == exit_code::input);
    CHECK(ran.output.empty());
    CHECK(ran.errors ==
          "safr-diag: " + file +
              ":2: site.nmae: there is no such key; did you mean 'site.name'?\n"
              "safr-diag: " +
              file + ":4: collect.cores: expected a whole number from 0 to 64, got \"two\"\n");
}

TEST_CASE("config command: a file asked for that is not there or no file is exit code 65 or 64") {
    CHECK(safr({"config", "--config", "/none/agent.toml"}).exit_code == exit_code::input);
    CHECK(safr({"config", "--config", "/none/agent.toml"})
              .complains("the configuration cannot be read: /none/agent.toml"));
    CHECK(safr({"config", "--config", "/tmp"}).exit_code != exit_code::done);
}

TEST_CASE("config command: credentials that others may read are an error, values are shown still") {
    const Site site;
    const auto secret = site.scratch.file("credentials.toml", "[safr]\nuser = \"a\"\n").native();
    const auto file = site.file("[safr]\ncredentials = \"" + secret + "\"\n");

    ::chmod(secret.c_str(), 0644);
    const auto open = safr({"config", "--config", file});
    ::chmod(secret.c_str(), 0600);
    const auto closed = safr({"config", "--config", file});

    CHECK(open.exit_code == exit_code::input);
    CHECK(open.complains("chmod 600"));
    CHECK(open.says("collect.cores"));
    CHECK(closed.exit_code == exit_code::done);
    CHECK(closed.errors.empty());
}

TEST_CASE("config command: credentials that are configured must be there and be right") {
    const Site site;
    const auto absent = site.file("[safr]\ncredentials = \"/nowhere/credentials.toml\"\n");
    const auto missing = safr({"config", "--config", absent});
    const auto secret = site.scratch.file("credentials.toml", "[safr]\nuser = 5\n").native();
    ::chmod(secret.c_str(), 0600);
    const auto mistaken =
        safr({"config", "--config", site.file("[safr]\ncredentials = \"" + secret + "\"\n")});

    CHECK(missing.exit_code == exit_code::input);
    CHECK(missing.complains("/nowhere/credentials.toml"));
    CHECK(mistaken.exit_code == exit_code::input);
    CHECK(mistaken.complains("credentials.toml:2"));
}

TEST_CASE("collectors command: each collector is listed with its budget") {
    const Site site;

    const auto ran = safr({"collectors", "--config", site.file("")});

    CHECK(ran.exit_code == exit_code::done);
    CHECK(ran.output.starts_with("COLLECTOR"));
    for (const auto* collector : catalog())
        CHECK(ran.says("\n" + std::string(collector->id) + " "));
}

TEST_CASE("collectors command: a threshold that is set shows its default beside it") {
    const Site site;
    const auto& first = collectors::disk.thresholds[0];
    const auto file = site.file("[thresholds]\n\"" + std::string(first.key) + "\" = " + "1.25\n");

    const auto ran = safr({"collectors", "--verbose", "--config", file});
    const auto document = json::parse(safr({"collectors", "--json", "--config", file}).output);

    CHECK(ran.says("  " + std::string(first.key) + " = 1.25 "));
    CHECK(ran.says("(default "));
    REQUIRE(document);
    const auto& shown = disk_in(*document).at("thresholds").at(0);
    CHECK(shown.at("value").to_number<double>() == 1.25);
    CHECK(shown.at("default").to_number<double>() == first.value);
    CHECK(shown.at("source").as_string() == std::string(first.source));
}

TEST_CASE("config command: rules for redaction that are wrong are told, and where they stand") {
    const Site site;
    const auto file = site.file("");
    site.scratch.file("redaction.d/a.toml", "[[word]]\ntext = \"Acme\"\n");

    const auto fine = safr({"config", "--config", file, "--state", "/tmp/s"});
    const auto listed = safr({"rules", "list", "--config", file, "--state", "/tmp/s"});
    site.scratch.file("redaction.d/b.toml", "[[wrod]]\n");
    const auto wrong = safr({"config", "--config", file, "--state", "/tmp/s"});

    CHECK(fine.exit_code == exit_code::done);
    CHECK(fine.says("redaction.d\""));
    CHECK(listed.says("a.toml"));
    CHECK(wrong.exit_code == exit_code::input);
    CHECK(wrong.complains("b.toml:1: \"wrod\": there is no such section; did you mean 'word'?"));
    CHECK(safr({"rules", "list", "--config", file}).exit_code == exit_code::input);
    CHECK(safr({"rules", "sign", "x"}).exit_code == exit_code::usage);
}

}  // namespace
}  // namespace diag::test
