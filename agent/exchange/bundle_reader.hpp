// SPDX-License-Identifier: Apache-2.0
// Checks a bundle and opens it. Takes every byte for hostile until it is proven.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "agent/exchange/contents.hpp"
#include "agent/exchange/manifest.hpp"
#include "platform/certificate.hpp"
#include "platform/cms.hpp"
#include "platform/result.hpp"

namespace diag::exchange {

/// Told after each piece of work: bytes of the file seen, of how many.
using BytesSeen = std::function<void(std::uint64_t seen, std::uint64_t of)>;

struct Verified {
    Manifest manifest;
    cms::Signed signature;
    bool pinned = false;  ///< the signer is the agent that was asked for
    std::uint64_t file_bytes = 0;
    std::string manifest_text;       ///< as signed
    std::string manifest_signature;  ///< DER
};

/// Whether `file` is a whole bundle, unaltered since it was signed: signature, then manifest, then
/// each volume's name, order, size and digest, then that nothing follows. With `agent` the signer
/// must be that one. Reads the file once; constant memory.
///
/// Fails with malformed (truncated, altered), unsupported (newer format), refused (another
/// signer); the sentence names the file and what does not hold.
Result<Verified> verify_bundle(const std::filesystem::path& file,
                               const std::optional<Certificate>& agent,
                               const BytesSeen& progress = {});

/// Bounds on what an opened bundle may become, against gzip bombs.
struct OpenLimits {
    std::uint64_t bytes = 16ull << 30;  ///< of all files together
    std::uint64_t files = 50'000;
};

struct Opened {
    Verified verified;
    Contents contents;
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;
};

/// Verifies, then decrypts into `directory`, which must be empty or absent. Files appear in a
/// hidden directory inside it and move into place at the end, contents.json last: a directory that
/// holds contents.json is whole. On failure nothing remains. manifest.json and manifest.json.p7s
/// are put beside, so that what was opened can be proven later.
///
/// Fails as verify_bundle does, with refused (not empty; the key opens nothing), full (disk,
/// limits).
Result<Opened> open_bundle(const std::filesystem::path& file, const PrivateKey& key,
                           const std::optional<Certificate>& agent,
                           const std::filesystem::path& directory, const OpenLimits& limits = {},
                           const BytesSeen& progress = {});

}  // namespace diag::exchange
