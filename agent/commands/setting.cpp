// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/setting.hpp"

#include <unistd.h>

#include "agent/commands/state_place.hpp"
#include "agent/config/state.hpp"
#include "agent/config/state_version.hpp"
#include "collectors/catalog.hpp"
#include "platform/log.hpp"
#include "platform/system_denial.hpp"

namespace diag::commands {

namespace {

/// The sentence, and where a user may not do it, how it can be done.
std::string with_remedy(const Error& error) {
    if (!denied_by_system(error) || ::geteuid() == 0) return error.what;
    return error.what + "; run this with sudo, or as the user whose it is";
}

}  // namespace

Result<config::Config> config_of(const Invocation& invocation) {
    auto reading = config::load(system_files(), invocation.value("--config"), catalog());
    if (!reading) return reading.error();
    if (reading->mistakes.empty()) return std::move(reading->config);
    std::string all;
    for (const auto& mistake : reading->mistakes) all += (all.empty() ? "" : "\n") + mistake;
    return Error{Fault::malformed, all};
}

Result<std::filesystem::path> place_of_state(const Invocation& invocation) {
    const auto state = config::state_directory(invocation.value("--state"), ::geteuid());
    if (!state) return state.error();
    return std::filesystem::path(state->path);
}

Result<std::filesystem::path> state_directory_of(const Invocation& invocation) {
    auto state = place_of_state(invocation);
    if (!state) return state;
    if (const auto fits = config::bring_up_state(*state); !fits) return fits.error();
    return state;
}

void tell_of_roots_record(const Invocation& invocation, const std::filesystem::path& state) {
    std::error_code unknown;
    if (!invocation.has("--state") && ::geteuid() != 0 &&
        std::filesystem::exists(config::state_of_root, unknown))
        log::warning("this is about " + state.native() +
                     ", which is yours alone; the service of "
                     "this server keeps its record in " +
                     std::string(config::state_of_root) + ": use sudo");
}

Result<std::filesystem::path> record_directory_of(const Invocation& invocation) {
    auto state = state_directory_of(invocation);
    if (state) tell_of_roots_record(invocation, *state);
    return state;
}

int failure(const Error& error) {
    log::error(with_remedy(error));
    switch (error.fault) {
        case Fault::refused:
            return exit_code::usage;
        case Fault::denied:
            return exit_code::refused;
        case Fault::full:
        case Fault::io:
        case Fault::timed_out:
            return exit_code::failed;
        case Fault::bug:
            return exit_code::bug;
        case Fault::absent:
        case Fault::malformed:
        case Fault::unsupported:
            return exit_code::input;
    }
    return exit_code::bug;
}

int failure_of_document(const Error& error) {
    return failure({error.fault == Fault::refused ? Fault::malformed : error.fault, error.what});
}

}  // namespace diag::commands
