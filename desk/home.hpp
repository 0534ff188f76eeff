// SPDX-License-Identifier: Apache-2.0
// The directory of a desk, as `safr-desk init` makes it: DIR/desk.toml and what lies beside.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "agent/exchange/trust.hpp"
#include "platform/clock.hpp"
#include "platform/descriptor.hpp"
#include "platform/result.hpp"

namespace diag::desk {

class Home {
public:
    /// Fails with absent where the directory holds no desk.toml, denied where we may not look.
    static Result<Home> at(const std::filesystem::path& directory);

    const std::filesystem::path& directory() const { return directory_; }
    std::filesystem::path file(std::string_view name) const { return directory_ / name; }

    /// ca.pem, and revoked.pem where it is there: desks of old have none.
    Result<exchange::Trust> trust() const;

    /// The milliseconds since the epoch, or one above the last number where the clock did not pass
    /// that. No two calls get the same: a site refuses an engineer's request that is numbered below
    /// an earlier one.
    Result<std::uint64_t> next_sequence(Time now) const;

    /// Held while something is read, changed and written back.
    Result<Descriptor> locked() const;

private:
    explicit Home(std::filesystem::path directory) : directory_(std::move(directory)) {}
    std::filesystem::path directory_;
};

}  // namespace diag::desk
