// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/cloud_claim.hpp"

#include "agent/availability/samples.hpp"
#include "agent/commands/command_here.hpp"
#include "agent/commands/notice.hpp"
#include "agent/commands/run_options.hpp"
#include "agent/commands/setting.hpp"
#include "agent/report/voice.hpp"
#include "collectors/cloud/claim.hpp"
#include "platform/log.hpp"
#include "platform/terminal.hpp"
#include "platform/units.hpp"

namespace diag::commands {
namespace {

namespace fs = std::filesystem;

std::int64_t second_of(std::string_view text) {
    const auto time = starting_from(text, Time{});
    return time ? std::chrono::floor<std::chrono::seconds>(time->time_since_epoch()).count() : 0;
}

cloud::ClaimTold told(const availability::Claim& claim) {
    return {.from = availability::local_text(claim.began).substr(0, 16),
            .away = availability::span_text(claim.away),
            .day = claim.claim_by,
            .over = Time{std::chrono::seconds{claim.over}},
            .outages = claim.outages,
            .missed = claim.missed};
}

}  // namespace

std::vector<availability::Window> planned_in(const config::Config& config) {
    std::vector<availability::Window> all;
    for (const auto& each : config.availability.planned) {
        const auto slash = each.find('/');
        all.push_back({second_of(each.substr(0, slash)), second_of(each.substr(slash + 1))});
    }
    return all;
}

Result<std::optional<availability::Claim>> claim_in(const fs::path& state,
                                                    const config::Config& config, Time now) {
    const auto samples = availability::all_samples(state);
    if (!samples) return samples.error();
    return availability::pending_claim(*samples, planned_in(config), now);
}

std::string claim_told(const fs::path& state, const config::Config& config, Time now) {
    const auto claim = claim_in(state, config, now);
    if (!claim)
        log::detail("what is to be claimed of SAFR Cloud is not told: " + claim.error().what);
    return claim && *claim ? json::write(to_json(told(**claim))) : std::string();
}

int tell_claim(const Invocation& invocation, const config::Config& config) {
    const auto state = record_directory_of(invocation);
    const auto language = language_of(invocation, config);
    if (!state) return failure(state.error());
    if (!language) return failure(language.error());
    const auto claim = claim_in(*state, config, system_clock().now());
    if (!claim) return failure(claim.error());
    if (!*claim) return exit_code::done;
    const report::Voice voice(report::Knowledge::builtin(), *language);
    const auto what = told(**claim);
    const auto said =
        notify(config,
               voice("cloud.tell", {{"away", what.away}, {"from", what.from}, {"day", what.day}}) +
                   "\n" + voice("cloud.firewall") + "\n" +
                   command_here("safr-diag cloud report --month " + what.from.substr(0, 7)) + "\n");
    return said ? exit_code::done : failure(said.error());
}

}  // namespace diag::commands
