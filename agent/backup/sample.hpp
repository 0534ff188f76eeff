// SPDX-License-Identifier: Apache-2.0
// A sample of the records of one collection: what might name an object in them, as digests.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "agent/backup/bson.hpp"
#include "agent/backup/names.hpp"
#include "agent/backup/references.hpp"

namespace diag::backup {

/// A value of a field, read as a name.
struct Named {
    std::uint64_t name = 0;   ///< its digest
    std::uint32_t field = 0;  ///< as Sample counts them
    Form form = Form::text;
    bool operator==(const Named&) const = default;
};

class Sample {
public:
    static constexpr std::size_t most_records = 256;
    static constexpr std::size_t most_of_record = 64;  ///< values
    static constexpr std::size_t most_of_field = 4;    ///< values in one record
    static constexpr std::size_t most_fields = 1024;
    static constexpr std::size_t longest_field = 128;  ///< bytes of its path

    /// A checked document of the collection. Every one has the same chance to be in the sample
    /// (reservoir sampling); `chance` is a random number. One that is not costs nothing more.
    void see(std::string_view document, NameDigest& digest, std::uint64_t chance);

    std::size_t records() const { return records_.size(); }

    /// Adds what the fields name, of `names` that are settled. Without database and collection.
    void compare(const NameSet& names, References& references) const;

    /// The number of a field; nothing where there are too many.
    std::optional<std::uint32_t> field_of(std::string_view path);

private:
    void tell(std::uint32_t field, Form form, std::uint64_t names, std::uint64_t found,
              References& references) const;

    std::vector<std::vector<Named>> records_;
    std::map<std::string, std::uint32_t, std::less<>> fields_;
    std::uint64_t seen_ = 0;
};

}  // namespace diag::backup
