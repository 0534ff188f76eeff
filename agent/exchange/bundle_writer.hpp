// SPDX-License-Identifier: Apache-2.0
// Seals content as it comes and leaves a whole bundle, or nothing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

#include "agent/exchange/identity.hpp"
#include "agent/exchange/manifest.hpp"
#include "platform/certificate.hpp"
#include "platform/result.hpp"

namespace diag::exchange {

struct BundleLimits {
    /// Content bytes sealed in one volume. Whoever opens it holds about this much in memory.
    std::uint64_t volume_bytes = 8ull << 20;
    /// Sealed bytes of the whole bundle; 0: no limit.
    std::uint64_t bundle_bytes = 0;
};

/// Writes one bundle. Content is sealed the moment it comes; what waits on disk is sealed too, in a
/// file without a name. Memory does not grow with the content. Dropped before finish(), nothing
/// remains.
class BundleWriter {
public:
    /// Also removes from `directory` the hidden temporaries of writers that were killed.
    ///
    /// Fails with refused without recipients or for one that may not receive, absent or denied
    /// where `directory` cannot be written to.
    static Result<BundleWriter> create(const std::filesystem::path& directory,
                                       std::vector<Certificate> recipients,
                                       BundleLimits limits = {});
    BundleWriter(BundleWriter&&) noexcept;
    BundleWriter& operator=(BundleWriter&&) noexcept;
    ~BundleWriter();

    /// The next bytes of content.tar.gz. Fails with full when the disk or a limit is reached.
    Result<> write(std::string_view content);

    /// Bytes sealed so far: what the bundle will need, but for a few KiB of manifest.
    std::uint64_t sealed_bytes() const;

    /// Completes `manifest` (format, agent_id, recipients, content size and digest, volumes;
    /// created when it is not set), signs it and gives the bundle its name in the directory:
    /// "<bundle id>.safrdiag", mode 0600. After a power cut it is there whole, or not at all.
    ///
    /// Fails with full or io, leaving nothing, with refused when the name is taken.
    Result<std::filesystem::path> finish(Manifest manifest, const Identity& identity);

private:
    struct State;
    explicit BundleWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// "<bundle id>.safrdiag"
std::string bundle_file_name(std::string_view bundle_id);

}  // namespace diag::exchange
