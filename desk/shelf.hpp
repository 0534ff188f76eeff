// SPDX-License-Identifier: Apache-2.0
// Where the bytes of bundles stay that arrived and were verified. A folder keeps them; where a desk
// outgrows one disk another keeps them in an object store, and hands out copies of them.
//
// Usable from any thread.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "platform/result.hpp"

namespace diag::desk {

class Shelf {
public:
    virtual ~Shelf() = default;

    /// Takes over a whole file of this machine, which is gone then. What it holds is safe from a
    /// power cut when this returns. Replaces what was there of that name.
    virtual Result<> put(const std::string& agent, const std::string& bundle,
                         const std::filesystem::path& whole) = 0;

    virtual bool has(const std::string& agent, const std::string& bundle) const = 0;

    /// A file of this machine with its bytes, to be read only. Fails with absent.
    virtual Result<std::filesystem::path> file(const std::string& agent,
                                               const std::string& bundle) const = 0;
};

/// DIRECTORY/AGENT/BUNDLE.safrdiag, made where it is missing; on the file system that uploads come
/// in on.
std::unique_ptr<Shelf> folder_shelf(std::filesystem::path directory);

/// A name as that of a file: itself where it is harmless, else its digest.
std::string folder_of(const std::string& name);

}  // namespace diag::desk
