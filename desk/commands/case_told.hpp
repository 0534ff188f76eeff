// SPDX-License-Identifier: Apache-2.0
// What a site told of a case: its words, and which screenshots came with them. From an opened
// bundle, and kept beside the case's entries, so that the desk shows what the site sees.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "agent/cases/notes.hpp"
#include "desk/case_book.hpp"
#include "platform/json.hpp"
#include "platform/layout.hpp"

namespace diag::desk {

struct CaseTold {
    struct Screenshot {
        std::string path;  ///< in the bundle: "attachments/login.png"
        std::uint64_t bytes = 0;
        std::string sha256;
    };
    std::string bundle;  ///< its id
    cases::Notes notes;
    std::vector<Screenshot> screenshots;
};

/// Of an opened bundle. Fails with refused where that is of another case, absent and malformed as
/// its files are.
Result<CaseTold> case_told_in(const std::filesystem::path& directory, const std::string& number);

json::object to_json(const CaseTold& told);

/// What the desk keeps of a case; nothing where no bundle was named for it yet.
Result<std::optional<CaseTold>> case_told(CaseBook& book, const std::string& number);
Result<> keep_told(CaseBook& book, const std::string& number, const CaseTold& told);

/// The words by their keys, then each screenshot with size and digest.
std::vector<TableRow> rows_of(const CaseTold& told);

}  // namespace diag::desk
