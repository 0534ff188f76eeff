// SPDX-License-Identifier: Apache-2.0
// The service's samples of SAFR Cloud: once a minute a child asks, and what it says is noted.
//
// Nothing runs, and nothing wakes, unless cloud.sample says so.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "agent/commands/serve_desk.hpp"
#include "agent/config/config.hpp"

namespace diag::commands {

class ServedCloud {
public:
    /// `globals` are --config and --state, for the child.
    ServedCloud(std::filesystem::path state, std::vector<std::string> globals)
        : state_(std::move(state)), globals_(std::move(globals)) {}
    /// Ends a question that is under way, and writes what was noted.
    ~ServedCloud() { end(); }
    ServedCloud(const ServedCloud&) = delete;
    ServedCloud& operator=(const ServedCloud&) = delete;

    /// Begins, or ends, as this configuration has it.
    void use(const config::Config& config);

private:
    void end();
    void sample_on();

    std::filesystem::path state_;
    std::vector<std::string> globals_;
    Nap nap_;
    std::thread thread_;
};

}  // namespace diag::commands
