// SPDX-License-Identifier: Apache-2.0
// An opened bundle, read back from its directory.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "agent/exchange/manifest.hpp"
#include "agent/report/story.hpp"
#include "collectors/collector.hpp"
#include "platform/result.hpp"

namespace diag::desk {

struct OpenedBundle {
    exchange::Manifest manifest;
    exchange::Contents contents;
    std::map<std::string, Evidence, std::less<>> evidence;     ///< by collector, failures too
    std::map<std::string, Judgement, std::less<>> judgements;  ///< as findings.json has them now
    Thresholds thresholds;                                     ///< in force on site
    report::CaseNotes notes;
    std::string server;
};

/// Fails with absent, saying how to get one, where `directory` is no opened bundle; with malformed
/// where a file in it is not what it should be.
Result<OpenedBundle> opened_bundle(const std::filesystem::path& directory);

}  // namespace diag::desk
