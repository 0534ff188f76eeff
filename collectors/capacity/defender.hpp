// SPDX-License-Identifier: Apache-2.0
// What Microsoft Defender for Endpoint leaves alone on Linux: `mdatp exclusion list`, and the file
// by which it is managed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace diag::capacity {

/// Folders under a heading "Excluded folder", each 'Path: "/x"'. Other exclusions (files,
/// extensions, processes) are passed over. At most 1000.
std::vector<std::string> folders_excluded(std::string_view listing);

/// The same of mdatp_managed.json: entries "excludedPath" with isDirectory, in antivirusEngine or,
/// since 101.23092, in exclusionSettings. Empty where it is no JSON.
std::vector<std::string> folders_excluded_by_management(std::string_view document);

/// Whether `folder`, an exclusion in which "*" stands for any run of characters, holds `path`.
bool holds(std::string_view folder, std::string_view path);

}  // namespace diag::capacity
