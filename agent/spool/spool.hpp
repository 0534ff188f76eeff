// SPDX-License-Identifier: Apache-2.0
// Bundles on disk: new -> ready -> sent. A bundle in `ready` is whole.
//
// A writer works in `new` under a hidden name and gives the bundle its own name when it is whole,
// so what a power cut leaves in `new` is either whole or hidden.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "platform/clock.hpp"
#include "platform/result.hpp"

namespace diag {

enum class Shelf { ready, sent };

struct Spooled {
    std::string bundle_id;
    Shelf shelf = Shelf::ready;
    std::filesystem::path path;
    std::uint64_t bytes = 0;
    Time written{};
};

class Spool {
public:
    /// `state`/spool with its shelves, made where missing. Whole bundles that a power cut left in
    /// `new` are put on `ready`. Fails with denied when the directory is another user's.
    static Result<Spool> open(const std::filesystem::path& state);

    /// Where a writer works.
    std::filesystem::path workbench() const { return directory_ / "new"; }

    /// Moves a finished bundle from the workbench to `ready`; returns where it is now.
    Result<std::filesystem::path> shelve(const std::filesystem::path& bundle);

    /// All bundles, oldest first.
    Result<std::vector<Spooled>> list() const;

    /// Moves one that the desk has, whole, from `ready` to `sent`. Fails with absent.
    Result<> sent(const std::string& bundle_id);

    /// Removes one, because somebody asked for just that. Fails with absent.
    Result<> remove(const std::string& bundle_id);

private:
    explicit Spool(std::filesystem::path directory) : directory_(std::move(directory)) {}
    std::filesystem::path directory_;
};

std::string_view name_of(Shelf shelf);

}  // namespace diag
