// SPDX-License-Identifier: Apache-2.0
// Bundles on disk: new -> ready -> sent. A bundle in `ready` is whole.
//
// A writer works in `new` under a hidden name and gives the bundle its own name when it is whole,
// so what a power cut leaves in `new` is either whole or hidden. `owners` tells for which request a
// bundle was made, before there is one: by it is decided whether it may leave.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "platform/clock.hpp"
#include "platform/result.hpp"

namespace diag {

enum class Shelf {
    ready,
    sent,
    revoked,  ///< not to be sent; kept until it is known what the desk has of it
};

struct Spooled {
    std::string bundle_id;
    Shelf shelf = Shelf::ready;
    std::filesystem::path path;
    std::uint64_t bytes = 0;
    Time written{};
    Time shelved{};  ///< since when it lies on this shelf (st_ctime, which rename(2) sets)
    /// The id of the request it was made for. Empty: somebody here made it; "?": it cannot be told.
    std::string request;
};

class Spool {
public:
    /// `state`/spool with its shelves, made where missing. Whole bundles that a power cut left in
    /// `new` are put on `ready`. Fails with denied when the directory is another user's.
    static Result<Spool> open(const std::filesystem::path& state);

    /// The same to look at only: nothing is made, moved or mended.
    static Spool at(const std::filesystem::path& state) { return Spool(state / "spool"); }

    /// Where a writer works.
    std::filesystem::path workbench() const { return directory_ / "new"; }

    /// Keeps for which request a bundle is made, before it is. On the disk when this returns.
    Result<> owned_by(const std::string& bundle_id, const std::string& request);

    /// Moves a finished bundle from the workbench to `ready`; returns where it is now.
    Result<std::filesystem::path> shelve(const std::filesystem::path& bundle);

    /// All bundles, oldest first.
    Result<std::vector<Spooled>> list() const;

    /// Moves one that the desk has, whole, from `ready` to `sent`, or from `revoked` where it was
    /// taken back too late. Fails with absent.
    Result<> sent(const std::string& bundle_id);

    /// Removes one, because somebody asked for just that. Fails with absent.
    Result<> remove(const std::string& bundle_id);

    /// Moves one that waits from `ready` to `revoked`. Fails with absent where it was sent
    /// meanwhile.
    Result<> take_back(const std::string& bundle_id);

    /// Removes one from `revoked`. Fails with absent.
    Result<> drop(const std::string& bundle_id);

    /// Removes one that was sent, as `outlived` says.
    Result<> remove_sent(const std::string& bundle_id);

    /// Forgets for whom bundles were made that are not here: of runs that made none.
    Result<> forget_owners(Time now);

private:
    std::filesystem::path owner_file(const std::string& bundle_id) const;
    std::string owner_of(const std::string& bundle_id) const;
    Result<> move(const std::string& bundle_id, Shelf from, Shelf to);
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
