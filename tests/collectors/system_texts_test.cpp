// SPDX-License-Identifier: Apache-2.0
// Finding ids stand in the judges' sources; their words in the catalogue. Neither may lack the
// other.
#include <doctest/doctest.h>

#include <regex>
#include <set>

#include "tests/collectors/system_world.hpp"

namespace diag::test {
namespace {

const std::filesystem::path root = std::filesystem::path(DIAG_FIXTURES) / "../..";

std::string text_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void add_matches(const std::string& text, const char* pattern, std::set<std::string>& ids) {
    const std::regex expression(pattern);
    for (std::sregex_iterator match(text.begin(), text.end(), expression), end; match != end;
         ++match)
        ids.insert((*match)[1]);
}

/// Ids written out in the sources, and the six that a condition chooses.
std::set<std::string> ids_in_sources() {
    std::set<std::string> ids{"cpu_steal",       "cpu_iowait",         "oom_kills",
                              "oom_kills_group", "file_server_silent", "file_server_was_silent"};
    for (const auto& entry : std::filesystem::directory_iterator(root / "collectors/system")) {
        const auto name = entry.path().filename().string();
        const auto text = text_of(entry.path());
        if (name.starts_with("judge_")) add_matches(text, "review\\.find\\(\\s*\"([a-z_]+)\"", ids);
        if (name == "kernel_trouble.cpp") add_matches(text, "Row\\{\"system\\.([a-z_]+)\"", ids);
    }
    return ids;
}

TEST_CASE("system: every finding has words, and all words belong to a finding") {
    std::set<std::string> known;
    add_matches(text_of(root / "agent/report/knowledge/system.toml"),
                "\\[finding\\.\"system\\.([a-z_]+)\"\\]", known);

    CHECK(known.size() > 60);
    CHECK(ids_in_sources() == known);
}

TEST_CASE("system: every placeholder of a text is filled") {
    const auto words = text_of(root / "agent/report/knowledge/system.toml");
    auto fake = healthy_server();
    fake.programs.answers.insert_or_assign(
        journal_call, said(fixture("system/kernel/mixed_6.8_journal.log") +
                           fixture("system/kernel/disk_faults_5.15_dmesg_iso.log") +
                           fixture("system/kernel/nfs_6.1_journal.log")));
    fake.programs.answers.insert_or_assign("nvidia-smi -q -x",
                                           said(fixture("system/nvidia/rtx_faulty.xml")));
    fake.files.texts["/proc/meminfo"] = "MemTotal: 8000000 kB\nMemAvailable: 600000 kB\n";

    for (const auto& finding : examine(collectors::system, fake).judgement.findings) {
        CAPTURE(finding.id);
        const auto start = words.find("[finding.\"" + finding.id + "\"]");
        REQUIRE(start != std::string::npos);
        const auto end = words.find("\nlevel = ", words.find(".pt]", start));
        std::set<std::string> wanted;
        add_matches(words.substr(start, end - start), "\\{([a-z_]+)\\}", wanted);
        for (const auto& name : wanted) {
            CAPTURE(name);
            CHECK(finding.parameters.contains(name));
        }
    }
}

}  // namespace
}  // namespace diag::test
