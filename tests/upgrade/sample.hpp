// SPDX-License-Identifier: Apache-2.0
// A permit and its server, for tests.
#pragma once

#include "agent/upgrade/permit.hpp"

namespace diag::test {

using namespace std::chrono_literals;

inline const Time now{std::chrono::sys_days{std::chrono::year{2026} / 11 / 27} + 11h};

inline upgrade::Version version(std::string_view text) { return *upgrade::Version::from(text); }

inline upgrade::Permit sample_permit() {
    upgrade::Permit permit{.id = "019ab3c4-5d6e-7f80-9123-456789abcdef",
                           .program_root = "/opt/RealNetworks/SAFR",
                           .server = {std::string(64, 'a'), std::string(64, 'b')},
                           .replica_set = "safr 5, 3 / 0123456789abcdef",
                           .from = version("3.30.1"),
                           .to = version("3.34.0")};
    permit.backup = {{.path = "/backups/SAFR-backup-20261127-100000.tgz",
                      .bytes = 1'000'000,
                      .inode = 42,
                      .modified = 1'764'000'000'000'000'000,
                      .changed = 1'764'000'000'000'000'001,
                      .below = {}},
                     std::string(64, 'c'),
                     "L4",
                     now - 1h,
                     now - 10min};
    permit.made = now;
    permit.until = now + 4h;
    permit.set_aside = {{"019ab3c4-0000-7f80-9123-456789abcdef", "licence", "Eve", "offline"}};
    permit.not_told = {"gpu_driver"};
    return permit;
}

}  // namespace diag::test
