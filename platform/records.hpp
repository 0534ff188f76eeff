// SPDX-License-Identifier: Apache-2.0
// Small files of ours in one directory, each a record by its name: NAME.json.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/lifetime.hpp"
#include "platform/result.hpp"

namespace diag {

class Records {
public:
    /// Those in `state`/`folder`, none longer than `limit` bytes. Makes nothing.
    Records(const std::filesystem::path& state, std::string_view folder, std::size_t limit,
            std::string_view ending = ".json");

    /// Makes state and folder where they are missing. Fails with denied where one of them belongs
    /// to another user or others may write to it.
    Result<> make() const;

    /// The file of a record; `name` was checked to be the name of one.
    std::filesystem::path file(const std::string& name) const;

    /// Sorted, so that those that begin with a UUIDv7 are oldest first. Fails with absent where
    /// nothing was ever made, full past 100,000.
    Result<std::vector<std::string>> names() const;

    Result<std::string> read(const std::string& name) const;

    /// Fails with absent.
    Result<> remove(const std::string& name) const;

    /// Removes each record of which `outlived` says so, and tells that on the log. Follows no link,
    /// neither as the folder nor in it. Whoever writes a new record calls this, so it never fails:
    /// what cannot be read or removed stays.
    void prune(const std::function<bool(const std::string& name, const std::string& text)>&
                   outlived) const;

    /// Removes those that are surely_old(); what `lifetime` knows no time of stays, and so does
    /// what was replaced since it was told. As prune() otherwise.
    void prune_old(milliseconds kept, Time now,
                   const std::function<std::optional<Lifetime>(
                       const std::string& name, const std::string& text)>& lifetime) const;

private:
    std::filesystem::path state_;
    std::filesystem::path folder_;
    std::size_t limit_;
    std::string ending_;
};

}  // namespace diag
