// SPDX-License-Identifier: Apache-2.0
// What Microsoft Defender for Endpoint leaves alone on Linux: `mdatp exclusion list`, and the file
// by which it is managed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace diag::capacity {

struct Exclusions {
    std::vector<std::string> folders;
    /// Paths or names of programs: what they open is not scanned, wherever it lies.
    std::vector<std::string> processes;
};

/// Headings "Excluded folder" and "Excluded process", each with 'Path: "/x"' or 'Process name: "x"'
/// below it. Other exclusions (files, extensions) are passed over. At most 1000 of each.
Exclusions excluded_in(std::string_view listing);

/// The same of mdatp_managed.json: entries "excludedPath" with isDirectory, and "excludedFileName",
/// which is a process; in antivirusEngine or, since 101.23092, in exclusionSettings. Empty where it
/// is no JSON.
Exclusions excluded_by_management(std::string_view document);

/// Whether `folder`, an exclusion in which "*" stands for any run of characters, holds `path`.
bool holds(std::string_view folder, std::string_view path);

/// Whether `process`, an exclusion by path or name, likewise, is of the program at `path`.
bool names_program(std::string_view process, std::string_view path);

}  // namespace diag::capacity
