// SPDX-License-Identifier: Apache-2.0
// Which requests were seen before, so that none runs twice: kept until they expire, across restarts
// and power cuts, and with a clock that was set back.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "platform/clock.hpp"
#include "platform/result.hpp"

namespace diag::consent {

class Seen {
public:
    /// `directory` is made where missing; it belongs to us alone.
    static Result<Seen> open(const std::filesystem::path& directory);

    /// Fails with refused when the clock stands more than five minutes before the latest time this
    /// site has seen: what had expired would be valid again.
    Result<> clock_holds(Time now) const;

    /// Whether somebody claimed it.
    bool knows(const std::string& id) const;

    /// Claims the request: true for the one caller who is first, of all processes. Afterwards it
    /// is on the disk. Fails with refused when `sequence` is not above the last of this engineer
    /// (by `engineer`, the fingerprint of the certificate).
    Result<bool> claim(const std::string& id, const std::string& engineer, std::uint64_t sequence,
                       Time not_after, Time now) const;

    /// claim() in whatever order they come: what people granted runs as they granted it.
    Result<bool> claim(const std::string& id, Time not_after, Time now) const;

    /// Forgets requests that expired more than a day ago.
    Result<> forget(Time now) const;

private:
    /// On the disk: the request, and the latest time there was.
    Result<> keep(const std::string& id, Time not_after, Time now) const;

    explicit Seen(std::filesystem::path directory) : directory_(std::move(directory)) {}
    std::filesystem::path directory_;
};

}  // namespace diag::consent
