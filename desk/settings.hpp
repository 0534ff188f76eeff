// SPDX-License-Identifier: Apache-2.0
// What desk.toml sets. Every key has a default; an unknown key or a bad value is a mistake that
// names line, key and what was expected.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "platform/clock.hpp"
#include "platform/result.hpp"

namespace diag::desk {

struct Settings {
    std::string id, name;  ///< as init wrote them
    std::string url;       ///< "https://support.example:8443": where sites and engineers reach it
    std::string listen = "0.0.0.0:8443";       ///< ADDRESS:PORT, numeric
    std::string metrics = "127.0.0.1:9465";    ///< Prometheus; empty: none
    std::uint64_t bundle_bytes = 4ull << 30;   ///< one bundle, at most
    std::uint64_t day_bytes = 16ull << 30;     ///< of one agent in 24 h, at most
    std::uint64_t agent_bytes = 256ull << 30;  ///< of one agent in all, at most
    std::uint64_t uploads = 4;                 ///< of one agent at once, at most
    std::uint64_t keep_free_percent = 10;      ///< of the disk: no upload begins below
    std::uint64_t agents = 20'000;             ///< connections at once, at most
};

/// From `directory`/desk.toml. Fails with malformed: every mistake, a line each.
Result<Settings> settings_of(const std::filesystem::path& directory);

}  // namespace diag::desk
