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
    Time shelved{};  ///< since when it lies on this shelf (st_ctime, which rename(2) sets)
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

    /// Removes one that waits, as the request for it was revoked. Fails with absent where it was
    /// sent meanwhile.
    Result<> take_back(const std::string& bundle_id);

    /// Removes one that was sent, as `outlived` says.
    Result<> remove_sent(const std::string& bundle_id);

private:
    Result<> remove_from(Shelf shelf, const std::string& bundle_id);
    explicit Spool(std::filesystem::path directory) : directory_(std::move(directory)) {}
    std::filesystem::path directory_;
};

std::string_view name_of(Shelf shelf);

/// Those of `all` that were sent and lie there for longer than `keep`, or are the oldest of more
/// than `bytes` in all. None that was not sent, whatever its age.
std::vector<Spooled> outlived(const std::vector<Spooled>& all, Time now, milliseconds keep,
                              std::uint64_t bytes);

}  // namespace diag
