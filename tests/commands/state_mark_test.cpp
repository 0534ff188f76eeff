// SPDX-License-Identifier: Apache-2.0
// A state directory without the file "version" is taken for layout 1 by every later program.
#include <doctest/doctest.h>

#include "agent/commands/commands.hpp"
#include "tests/running.hpp"
#include "tests/scratch.hpp"

namespace diag::test {
namespace {

struct Site {
    Scratch scratch;
    std::string at(const std::string& name) const { return (scratch.path() / name).native(); }
    bool has(const std::string& name) const { return std::filesystem::exists(at(name)); }

    Ran run_with(const std::string& state, std::vector<std::string> words) const {
        const auto config = scratch.file("agent.toml", "").native();
        words.insert(words.begin(), {"--state", at(state), "--config", config});
        return run(commands::agent_program(), std::move(words));
    }
};

TEST_CASE(
    "state mark: every command that makes the state directory says in it which layout it is") {
    const Site site;
    const std::vector<std::vector<std::string>> all{
        {"requests"},
        {"spool"},
        {"upload"},
        {"trust"},
        {"rules", "remove", "none"},
        {"ledger", "checkpoint", "--out", site.at("checkpoint")},
        {"ledger", "export"},
        {"redact", "--case", "4711"},
        {"upgrade", "waivers"},
        {"case", "record", "4711", "--what", "opened"},
        {"case", "mail", "4711", "--from", "ana@example.org", "--out", site.at("4711.eml")},
        {"enroll", "https://127.0.0.1:1", "--token", "x.0123456789abcdef0123456789abcdef"},
    };
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto state = "state-" + std::to_string(i);
        const auto ran = site.run_with(state, all[i]);
        INFO(all[i].front(), " ", all[i].size() > 1 ? all[i][1] : "", ": ", ran.errors);
        CHECK(site.has(state + "/version"));
    }
}

TEST_CASE("state mark: who only looks makes no state directory") {
    const Site site;
    site.run_with("state", {"doctor"});
    site.run_with("state", {"ledger", "show"});
    site.run_with("state", {"rules", "list"});
    CHECK_FALSE(site.has("state"));
}

}  // namespace
}  // namespace diag::test
