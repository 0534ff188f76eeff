// SPDX-License-Identifier: Apache-2.0
// A file that comes in pieces, over several runs: what came stays beside the place where the whole
// will be, as NAME.part, until it gets its name.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "platform/descriptor.hpp"
#include "platform/result.hpp"

namespace diag {

class PartialFile {
public:
    /// Goes on with what is there, or begins with nothing; mode 0600, locked while it is open
    /// (flock(2)). Fails with refused when another process is at it or it is no regular file.
    static Result<PartialFile> open(const std::filesystem::path& whole);

    const std::filesystem::path& path() const { return path_; }
    std::uint64_t size() const { return size_; }

    Result<> append(std::string_view bytes);

    /// SHA-256 of all that is there, lower-case hex. Reads it once.
    Result<std::string> sha256_hex() const;

    /// fsync, then its name, then fsync of the directory. Fails with refused when the name is
    /// taken.
    Result<> finish();

    /// What came is of no use: removes it.
    Result<> discard();

private:
    PartialFile(std::filesystem::path whole, std::filesystem::path path, Descriptor file,
                std::uint64_t size)
        : whole_(std::move(whole)), path_(std::move(path)), file_(std::move(file)), size_(size) {}

    std::filesystem::path whole_, path_;
    Descriptor file_;
    std::uint64_t size_ = 0;
};

}  // namespace diag
