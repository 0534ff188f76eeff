// SPDX-License-Identifier: Apache-2.0
// FORMAT.md promises that stock tools can check and open a bundle. Here they do, by its own words.
// tests/end_to_end/requests does the same for requests.
#include "agent/exchange/request.hpp"
#include "parts.hpp"
#include "platform/programs.hpp"
#include "platform/text.hpp"

using namespace diag;
using namespace diag::test;
namespace fs = std::filesystem;

namespace {

std::string format_page() {
    return read(fs::path(DIAG_FIXTURES).parent_path().parent_path() / "agent/exchange/FORMAT.md");
}

/// The part of the page about bundles, or the one about requests.
std::string format_of(bool requests) {
    const auto page = format_page();
    const auto border = page.find("\n# The request format");
    REQUIRE(border != std::string::npos);
    return requests ? page.substr(border) : page.substr(0, border);
}

/// Of the first block of that language.
std::string block_of(const std::string& page, const std::string& language) {
    const auto begin = page.find("```" + language + "\n") + language.size() + 4;
    return page.substr(begin, page.find("```", begin) - begin);
}

std::string recipe() {
    std::string script = "set -eu\n";
    bool inside = false;
    const auto page = format_of(false);
    for (const auto line : lines_of(page)) {
        if (line == "```sh" || (inside && line == "```"))
            inside = !inside;
        else if (inside)
            script += std::string(line) + "\n";
    }
    return script;
}

ProgramOutput followed(const Scratch& scratch, const fs::path& bundle, const Keeper& opener,
                       const Certificate& agent) {
    const auto script = scratch.file("recipe", recipe());
    const auto key = scratch.file("recipient.key", *opener.key.pem());
    const auto certificate = scratch.file("agent.pem", agent.pem());
    const auto empty = scratch.path() / "empty";
    fs::create_directory(empty);
    const auto ran = system_programs().run(
        {"env", "-C", empty.native(), "BUNDLE=" + bundle.native(), "KEY=" + key.native(),
         "AGENT=" + certificate.native(), "bash", script.native()},
        1 << 20, milliseconds{60'000});
    REQUIRE(ran);
    return *ran;
}

}  // namespace

TEST_CASE("recipe: stock tools verify and open a bundle of several volumes") {
    Scratch scratch;
    const auto content = content_of(small_site());
    const auto file =
        bundle(scratch.path(), content, {second_desk().certificate, desk().certificate},
               {content.size() / 3 + 1, 0});

    const auto ran = followed(scratch, file, desk(), agent().certificate);

    CAPTURE(ran.errors);
    CHECK(ran.exit_code == 0);
    CHECK(ran.output.find("evidence/disk/mountinfo\n") != std::string::npos);
    for (const auto& one : small_site())
        CHECK(read(scratch.path() / "empty/content" / one.path) == one.text);
}

TEST_CASE("recipe: stock tools refuse another agent, another key and a changed volume") {
    const struct {
        const char* what;
        const Keeper& opener;
        Certificate signer;
        bool change;
    } wrong[] = {{"agent", desk(), keeper(Role::agent).certificate, false},
                 {"key", second_desk(), agent().certificate, false},
                 {"volume", desk(), agent().certificate, true}};
    for (const auto& one : wrong) {
        CAPTURE(one.what);
        Scratch scratch;
        auto file = small_bundle(scratch.path());
        if (one.change) {
            auto parts = taken_apart(file);
            parts.volumes[0][200] ^= 1;
            write(file, put_together(parts));
        }
        CHECK(followed(scratch, file, one.opener, one.signer).exit_code != 0);
    }
}

TEST_CASE("recipe: the worked example in FORMAT.md is a manifest this program reads") {
    const auto manifest = exchange::manifest_from(block_of(format_of(false), "json"));

    REQUIRE(manifest);
    CHECK(manifest->case_number == "SAFR-2026-17");
}

TEST_CASE("recipe: the request in FORMAT.md is one this program reads, and it writes the same") {
    const auto example = block_of(format_of(true), "json");

    const auto request = exchange::request_from(example);

    REQUIRE(request);
    CHECK(request->case_number == "SAFR-2026-17");
    CHECK(json::write(to_json(*request)) == json::write(*json::parse(example)));
}
