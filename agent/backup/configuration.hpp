// SPDX-License-Identifier: Apache-2.0
// Which files of a backup are configuration: those so named, unless a dump wrote them beside its
// documents. That is known only once all was seen, as a dump may come before or after.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "agent/backup/contents.hpp"

namespace diag::backup {

/// "*.conf" and "*.config": what SAFR's own are called, and nothing in a dump is (safr-facts 2.3).
bool is_named_configuration(std::string_view name);

/// In memory that is bounded whatever the backup holds.
class Configurations {
public:
    /// A text whose name ends as configuration's does.
    void see(std::string_view name);
    /// Documents or metadata of a collection.
    void see_dump(std::string_view name);
    /// Counts what is configuration, and names it, SAFR's own first; the rest are other files.
    void tell(Contents& contents) const;

private:
    struct Name {
        std::string name;
        std::size_t folder = 0;
    };

    std::vector<std::string> surely_;  ///< names, the first of them
    std::vector<Name> maybe_;          ///< the same
    std::uint64_t certain_ = 0;
    std::unordered_map<std::size_t, std::uint64_t> in_folder_;  ///< by digest of the folder's name
    std::unordered_set<std::size_t> dumps_;
    std::uint64_t preludes_ = 0;
};

}  // namespace diag::backup
