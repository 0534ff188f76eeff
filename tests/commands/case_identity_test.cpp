// SPDX-License-Identifier: Apache-2.0
// Bundles and mails find their case before it has a number, and no other case.
#include "agent/commands/case_identity.hpp"

#include <doctest/doctest.h>

#include "agent/cases/case_file.hpp"
#include "agent/commands/case.hpp"
#include "agent/commands/commands.hpp"
#include "platform/digest.hpp"
#include "tests/running.hpp"
#include "tests/scratch.hpp"

using namespace diag;
using namespace diag::commands;

namespace {

namespace fs = std::filesystem;

const std::string one_id = "id = \"01a21edf-334d-75bc-a3e1-5782e7a0c922\"\n";

struct Place {
    fs::path at(const std::string& name) const { return scratch.path() / name; }

    cases::Notes written(const std::string& name, const std::string& text) const {
        return *cases::notes_of(text, scratch.file(name, text).native());
    }

    /// A bundle's id, as `collect` notes it, without the bundle.
    std::string bundled(const cases::Notes& notes) const {
        const auto id = uuid_v7(system_clock().now());
        REQUIRE(note_bundle(at("state"), notes,
                            {.id = id, .path = "/gone", .made = system_clock().now()}));
        return id;
    }

    std::string newest(const cases::Notes& notes) const {
        const auto bundle = newest_bundle_of(at("state"), notes);
        return bundle ? bundle->id : "";
    }

    test::Ran check(const std::string& file, std::vector<std::string> more = {}) const {
        std::vector<std::string> words{"--state",        at("state").native(),
                                       "--config",       scratch.file("agent.toml", "").native(),
                                       "case",           "check",
                                       at(file).native()};
        words.insert(words.end(), more.begin(), more.end());
        return test::run(agent_program(), std::move(words));
    }

    const test::Scratch scratch;
};

const std::string complete =
    "severity = \"high\"\nproduct = \"SAFR\"\nversion = \"3.34.0\"\n"
    "problem = \"No camera has shown a picture since Monday.\"\n"
    "impact = \"Nobody gets into the plant by their face.\"\n"
    "steps = \"Open the Desktop Client and choose any camera.\"\n"
    "contact = \"ana@example.org\"\non_site = \"Luis\"\non_site_when = \"Mon-Fri 9-14\"\n"
    "screenshots = \"none: it shows on no screen\"\n";

}  // namespace

TEST_CASE(
    "case: a bundle made before there was a number stays the case's, also once there is one") {
    const Place site;
    const auto notes = site.written("c.toml", one_id);
    const auto bundle = site.bundled(notes);

    CHECK(site.newest(notes) == bundle);
    CHECK(site.newest(site.written("c.toml", one_id + "number = \"4711\"")) == bundle);
    CHECK(site.newest(site.written("c.toml", "number = \"4711\"")).empty());
}

TEST_CASE("case: a file that was renamed keeps its bundles, a copy gets none of them") {
    const Place site;
    const auto bundle = site.bundled(site.written("c.toml", one_id));

    CHECK(site.newest(site.written("copy.toml", one_id + "number = \"4712\"")).empty());
    fs::rename(site.at("c.toml"), site.at("4711.toml"));
    CHECK(site.newest(site.written("4711.toml", one_id)) == bundle);
}

TEST_CASE("case: a new file where an old one lay gets none of its bundles") {
    const Place site;
    site.bundled(site.written("c.toml", one_id));
    site.bundled(site.written("c.toml", one_id + "number = \"4711\""));

    CHECK(site.newest(site.written("c.toml", "id = \"another\"")).empty());
    CHECK(site.newest(site.written("c.toml", "")).empty());
}

TEST_CASE("case: a file is the same by whatever path it is named") {
    const Place site;
    const auto bundle = site.bundled(site.written("real/c.toml", one_id));
    fs::create_directory_symlink(site.at("real"), site.at("link"));

    const auto file = site.at("link/../link/c.toml").native();
    const auto notes = *cases::notes_of(one_id, file);

    CHECK(site.newest(notes) == bundle);
}

TEST_CASE("case: a thread begun before there was a number goes on under it, and on no other case") {
    const Place site;
    const auto notes = site.written("c.toml", one_id);
    const auto state = site.at("state");
    REQUIRE(note_mail(state, notes, "0190@example.org"));
    REQUIRE(note_mail(state, notes, "0191@example.org"));
    CHECK(first_mail_of(state, notes) == "0190@example.org");
    CHECK(first_mail_of(state, site.written("copy.toml", one_id)).empty());

    const auto numbered = site.written("c.toml", one_id + "number = \"4711\"");
    CHECK(first_mail_of(state, numbered) == "0190@example.org");
    REQUIRE(note_mail(state, numbered, "0192@example.org"));
    CHECK(first_mail_of(state, site.written("else.toml", "number = \"4711\"")) ==
          "0190@example.org");
}

TEST_CASE("case: check knows the bundle of a case without a number") {
    const Place site;
    site.bundled(site.written("c.toml", one_id + complete));

    const auto ran = site.check("c.toml");

    INFO(ran.output, ran.errors);
    CHECK(ran.exit_code == exit_code::done);
    CHECK_FALSE(ran.complains("neither number nor id"));
}

TEST_CASE("case: check says what a file without number and id lacks to be known") {
    const Place site;
    site.written("c.toml", complete);

    const auto ran = site.check("c.toml");

    CHECK(ran.exit_code == exit_code::input);
    CHECK(ran.complains("neither number nor id"));
}

TEST_CASE("case: check looks at the bundle that is named") {
    const Place site;
    site.bundled(site.written("c.toml", one_id + complete));
    const auto none = site.scratch.file("no.safrdiag", "not a bundle").native();

    for (const auto& named : {std::string("/no/such.safrdiag"), none}) {
        const auto ran = site.check("c.toml", {"--bundle", named});
        INFO(named, ran.output, ran.errors);
        CHECK(ran.exit_code == exit_code::input);
        CHECK_FALSE(ran.says("Nothing is missing"));
    }
}
