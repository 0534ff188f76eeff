// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/setting.hpp"

#include <unistd.h>

#include "agent/config/state.hpp"
#include "collectors/catalog.hpp"
#include "platform/log.hpp"

namespace diag::commands {

Result<config::Config> config_of(const Invocation& invocation) {
    auto reading = config::load(system_files(), invocation.value("--config"), catalog());
    if (!reading) return reading.error();
    if (reading->mistakes.empty()) return std::move(reading->config);
    std::string all;
    for (const auto& mistake : reading->mistakes) all += (all.empty() ? "" : "\n") + mistake;
    return Error{Fault::malformed, all};
}

Result<std::filesystem::path> state_directory_of(const Invocation& invocation) {
    const auto state = config::state_directory(invocation.value("--state"), ::geteuid());
    if (!state) return state.error();
    return std::filesystem::path(state->path);
}

int failure(const Error& error) {
    log::error(error.what);
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

}  // namespace diag::commands
