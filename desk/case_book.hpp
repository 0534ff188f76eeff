// SPDX-License-Identifier: Apache-2.0
// What happened in the cases of a desk, remembered beside all else that it must (store.hpp).
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "desk/sqlite.hpp"
#include "platform/result.hpp"

namespace diag::desk {

/// Signed entries, as agent/cases/entry.hpp has them. Who signed them, and that one follows from
/// another, is not asked here. Faults as of the store.
class CaseBook {
public:
    virtual ~CaseBook() = default;
    /// Entry `n` of a case, from 1 on. Fails with refused when there is one.
    virtual Result<> add(const std::string& case_number, std::uint64_t n,
                         const std::string& document) = 0;
    /// In order; none where nothing is known of that case.
    virtual Result<std::vector<std::string>> entries(const std::string& case_number) = 0;
    /// The same, and with it what the site told: both or neither. Faults as of add().
    virtual Result<> add_told(const std::string& case_number, std::uint64_t n,
                              const std::string& document, const std::string& told) = 0;
    /// What a site told of a case, in place of what it told before.
    virtual Result<> tell(const std::string& case_number, const std::string& document) = 0;
    /// The same; empty where nothing was told.
    virtual Result<std::string> told(const std::string& case_number) = 0;
    /// Every case that has entries, then those that a request or a bundle only names: anybody can
    /// name any number. Both sorted.
    virtual Result<std::vector<std::string>> numbers(std::size_t most) = 0;
};

std::unique_ptr<CaseBook> cases_in(std::shared_ptr<sqlite::Database> database);

/// Of DIR/desk.sqlite, made or brought up to date where needed. Fails as sqlite_store().
Result<std::unique_ptr<CaseBook>> sqlite_cases(const std::filesystem::path& file);

}  // namespace diag::desk
