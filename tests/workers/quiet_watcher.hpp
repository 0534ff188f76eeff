// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/run/gather.hpp"

namespace diag::test {

struct QuietWatcher : run::Watcher {
    void doing(std::string_view, std::string_view) override {}
    void ended(const exchange::Outcome&) override {}
    void passing(std::string_view, std::uint64_t, std::uint64_t) override {}
};

}  // namespace diag::test
