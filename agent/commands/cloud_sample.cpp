// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/cloud_sample.hpp"

#include <cstdlib>

#include "agent/commands/output_width.hpp"
#include "collectors/cloud/ask.hpp"
#include "platform/files.hpp"
#include "platform/json.hpp"
#include "platform/layout.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

constexpr milliseconds patience{10'000};
/// A packet that was lost is no outage: who is silent is asked once more.
constexpr milliseconds breath{2'000};

/// As a run is told of it: with the desk's proxy, and its account.
CloudSettings settings_of(const config::Config& config) {
    return config::scope_of(config, {}, {}).cloud;
}

std::string why_not(const cloud::Look& look) {
    if (look.reach.failed) return look.reach.failed->what;
    return look.reach.status > 0 ? "status " + std::to_string(look.reach.status) : "";
}

int print_looks(const cloud::Asked& asked, cloud::State state) {
    std::vector<TableRow> rows{{"ASKED", "WHAT", "CAME AS FAR AS", "WHY"}};
    for (const auto& look : asked.looks)
        rows.push_back({look.place, std::string(name_of(look.part)),
                        std::string(name_of(look.reach.rung)),
                        answered(look) ? "" : printable(why_not(look))});
    return print(table(rows, 0, output_width()) +
                 "\nSAFR Cloud: " + std::string(cloud::name_of(state)) + "\n");
}

}  // namespace

std::chrono::seconds sample_period() {
    constexpr std::chrono::seconds minute{60};
#ifdef DIAG_WITH_TEST_FAULTS
    const char* const wanted = std::getenv("SAFR_DIAG_TEST_CLOUD_PERIOD");
    const auto seconds = wanted ? natural(wanted) : std::nullopt;
    if (seconds && *seconds > 0 && *seconds <= 60) return std::chrono::seconds{*seconds};
#endif
    return minute;
}

int sample_cloud(const Invocation& invocation, const config::Config& config) {
    const auto settings = settings_of(config);
    const Account* account = nullptr;
    const auto accounts = config::accounts_of(config);
    if (accounts)
        if (const auto found = accounts->find("proxy"); found != accounts->end())
            account = &found->second;
    auto& clock = system_clock();
    const auto ask = [&] {
        return cloud::ask(settings, account, {system_files(), disposable_paths(), clock}, patience);
    };
    const auto state_in = [&](const cloud::Asked& asked) {
        return cloud::state_of(asked.looks, settings.issuers, asked.has_store);
    };
    auto asked = ask();
    if (state_in(asked) != cloud::State::up) {
        clock.sleep(breath);
        asked = ask();
    }
    const auto state = state_in(asked);
    if (!invocation.has("--json")) return print_looks(asked, state);
    json::array looks;
    for (const auto& look : asked.looks) looks.push_back(to_json(look));
    return print(json::write({{"state", cloud::name_of(state)}, {"looks", std::move(looks)}}) +
                 "\n");
}

}  // namespace diag::commands
