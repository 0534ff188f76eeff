// SPDX-License-Identifier: Apache-2.0
// A bundle in its parts, to be put together wrongly.
#pragma once

#include <string>
#include <vector>

#include "sample.hpp"

namespace diag::test {

struct Parts {
    std::string manifest;
    std::string signature;
    std::vector<std::string> volumes;
    std::uint64_t modified = 0;

    exchange::Manifest read_manifest() const;
    /// Puts another manifest in the place of this and signs it as `who`.
    void sign(const std::string& text, const exchange::Identity& who = agent());
};

Parts taken_apart(const std::filesystem::path& file);

/// Members one after the other, and the end of an archive.
std::string tar_of(const std::vector<File>& members, std::uint64_t modified = 0);

/// As BundleWriter would put them together.
std::string put_together(const Parts& parts);

/// Verifies these bytes as a file.
Result<exchange::Verified> verified(const std::string& bytes);

}  // namespace diag::test
