// SPDX-License-Identifier: Apache-2.0
// safr-desk as people run it.
#include "desk/run.hpp"
#include "exchange/sample.hpp"
#include "platform/authority.hpp"
#include "platform/digest.hpp"

using namespace diag;
using namespace diag::test;
namespace fs = std::filesystem;

namespace {

/// content.tar.gz as an agent makes it: two collectors this desk may know, and one it cannot.
std::string site_content() {
    const std::vector<File> files{
        {"evidence/system/odd", "nothing a judge knows\n"},
        {"findings.json",
         R"({"server":"host-1","thresholds":{"disk.free_critical":3},"collectors":[)"
         R"({"id":"system","judgement":{"findings":[{"id":"system.gone_rule","severity":"critical",)"
         R"("parameters":{"a":"b"},"evidence":[]}],"facts":[],"charts":[]}},)"
         R"({"id":"tomorrow","judgement":{"findings":[{"id":"tomorrow.thing","severity":"warning",)"
         R"("parameters":{},"evidence":[]}],"facts":[],"charts":[]}}]})"},
        {"case.json", R"({"number":"4711","problem":"<b>slow</b>"})"},
        {"report.html", "old"}};
    exchange::Contents contents;
    std::string content;
    for (const auto& file : files) {
        content += gzip(tar_text(file));
        exchange::ContentEntry entry;
        entry.path = file.path;
        entry.size = file.text.size();
        entry.sha256 = sha256_hex(file.text);
        if (file.path.starts_with("evidence/system/")) {
            entry.collector = "system";
            entry.item = "odd";
        }
        contents.entries.push_back(entry);
    }
    exchange::ContentEntry failed;
    failed.collector = "disk";
    failed.item = "mountinfo";
    failed.failure = Error{Fault::denied, "no permission"};
    contents.entries.push_back(failed);
    content += gzip(tar_text({"contents.json", json::write_pretty(to_json(contents))}));
    return content + gzip(exchange::tar_end());
}

fs::path site_bundle(const fs::path& directory) {
    auto writer = exchange::BundleWriter::create(directory, {desk().certificate});
    REQUIRE(writer);
    REQUIRE(writer->write(site_content()));
    auto manifest = sample_manifest();
    for (const char* collector : {"system", "tomorrow"}) {
        auto& outcome = manifest.outcomes.emplace_back();
        outcome.collector = collector;
    }
    const auto path = writer->finish(manifest, agent());
    REQUIRE(path);
    return *path;
}

/// A bundle, and the key and certificate that go with it.
struct Case {
    Scratch scratch;
    fs::path file = site_bundle(scratch.path());
    fs::path key = scratch.file("recipient.key", *desk().key.pem());
    fs::path agent_pem = scratch.file("agent.pem", agent().certificate.pem());
    std::string out = (scratch.path() / "out").native();

    ProgramOutput open() const {
        return desk_run({"open", file.native(), "--key", key.native(), "--out", out});
    }
};

}  // namespace

TEST_CASE("desk verify: tells who signed, for whom it is sealed and how collectors ended") {
    const Case one;

    const auto ran = desk_run({"verify", one.file.native(), "--agent", one.agent_pem.native()});

    CHECK(ran.exit_code == 0);
    CHECK(says(ran, "whole and unaltered"));
    CHECK(says(ran, agent().certificate.fingerprint()));
    CHECK(says(ran, "the agent that was asked for"));
    CHECK(says(ran, desk().certificate.fingerprint()));
    CHECK(says(ran, "tomorrow"));
}

TEST_CASE("desk verify: as JSON it holds or says why not, and the exit code agrees") {
    const Case one;
    const auto good = desk_run({"verify", one.file.native(), "--json"});
    const auto parsed = json::parse(good.output);
    REQUIRE(parsed);
    CHECK(good.exit_code == 0);
    CHECK(json::flag_at(*parsed, "holds") == true);
    CHECK(json::flag_at(*parsed, "signer.pinned") == false);

    auto bytes = read(one.file);
    bytes[bytes.size() - 3000] ^= 1;
    write(one.file, bytes);
    const auto bad = desk_run({"verify", one.file.native(), "--json"});
    const auto reason = json::parse(bad.output);
    REQUIRE(reason);
    CHECK(bad.exit_code == 65);
    CHECK(json::flag_at(*reason, "holds") == false);
    CHECK(json::text_at(*reason, "reason")->find("altered") != std::string::npos);
}

TEST_CASE(
    "desk verify: what cannot be verified ends with 65 and one sentence that names the file") {
    const Case one;
    const auto other = one.scratch.file("other.pem", keeper(Role::agent).certificate.pem());
    const auto text = one.scratch.file("text", "hello");
    const std::vector<std::vector<std::string>> wrong{
        {"verify", text.native()},
        {"verify", one.scratch.path().native()},
        {"verify", (one.scratch.path() / "none").native()},
        {"verify", one.file.native(), "--agent", other.native()},
        {"verify", one.file.native(), "--agent", text.native()}};
    for (const auto& argv : wrong) {
        const auto ran = desk_run(argv);
        CAPTURE(ran.errors);
        CHECK(ran.exit_code == 65);
        CHECK(one_sentence(ran));
        CHECK(says(ran, one.scratch.path().native()));
    }
}

TEST_CASE("desk open: files appear, and the report's path is the last line") {
    const Case one;

    const auto ran = one.open();

    CHECK(ran.exit_code == 0);
    CHECK(ran.output.ends_with(one.out + "/report.html\n"));
    CHECK(says(ran, "1 items could not be had"));
    CHECK(read(one.out + "/evidence/system/odd") == "nothing a judge knows\n");
    CHECK(one.open().exit_code == 65);  // not empty any more
}

TEST_CASE("desk open: a wrong key, limit or command line is told and leaves nothing") {
    const Case one;
    const auto stranger = one.scratch.file("x.key", *second_desk().key.pem());
    const auto with = [&](std::vector<std::string> more) {
        more.insert(more.begin(), {"open", one.file.native()});
        return desk_run(more);
    };

    const auto key = with({"--key", stranger.native(), "--out", one.out});
    CHECK(key.exit_code == 65);
    CHECK(one_sentence(key));
    CHECK(with({"--key", one.agent_pem.native(), "--out", one.out}).exit_code == 65);
    CHECK(with({"--key", one.key.native(), "--out", one.out, "--limit", "100"}).exit_code == 74);
    CHECK(with({"--key", one.key.native(), "--out", one.out, "--limit", "much"}).exit_code == 64);
    CHECK(with({"--out", one.out}).exit_code == 64);
    CHECK_FALSE(fs::exists(one.out));
}

TEST_CASE("desk judge: evidence is judged anew and what changed is told, once") {
    const Case one;
    REQUIRE(one.open().exit_code == 0);

    const auto first = desk_run({"judge", one.out});
    const auto again = desk_run({"judge", one.out});

    CHECK(first.exit_code == 0);
    CHECK(says(first, "- critical:"));
    CHECK(says(first, "[system.gone_rule]"));
    CHECK(says(again, "0 new, 0 gone, 0 of another severity"));
    CHECK_FALSE(says(again, "system.gone_rule"));
}

TEST_CASE("desk judge: what a newer agent judged is kept, thresholds and notes too") {
    const Case one;
    REQUIRE(one.open().exit_code == 0);

    const auto ran = desk_run({"judge", one.out, "--json", "--lang", "es"});

    CHECK(ran.exit_code == 0);
    const auto findings = json::parse(read(one.out + "/findings.json"));
    REQUIRE(findings);
    CHECK(findings->at("thresholds").at("disk.free_critical").to_number<double>() == 3);
    CHECK(read(one.out + "/findings.json").find("tomorrow.thing") != std::string::npos);
    CHECK(read(one.out + "/report.html").find("4711") != std::string::npos);
    CHECK(read(one.out + "/report.html").find("<b>slow") == std::string::npos);
    CHECK(json::parse(ran.output));
}

TEST_CASE("desk judge: a directory that is no opened bundle is told, a language it lacks too") {
    Scratch scratch;

    const auto ran = desk_run({"judge", scratch.path().native()});
    CHECK(ran.exit_code == 65);
    CHECK(one_sentence(ran));
    CHECK(names_below(scratch.path()).empty());
    CHECK(desk_run({"judge", scratch.path().native(), "--lang", "xx"}).exit_code == 64);
}
