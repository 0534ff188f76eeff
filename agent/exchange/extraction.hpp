// SPDX-License-Identifier: Apache-2.0
// Puts the files of content.tar into a directory of which nothing is believed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "agent/exchange/bundle_reader.hpp"
#include "agent/exchange/tar.hpp"
#include "platform/descriptor.hpp"
#include "platform/digest.hpp"

namespace diag::exchange {

/// Files appear in ".safr-diag-part" inside the directory, each made anew below a descriptor
/// (openat(2) with O_NOFOLLOW and O_EXCL), and move out of it in commit(). Dropped before, it
/// removes what it made, the directory too if that is its own.
class Extraction {
public:
    /// Fails with refused when `directory` is there and not empty, or is a file.
    static Result<Extraction> create(const std::filesystem::path& directory,
                                     const OpenLimits& limits);
    Extraction(Extraction&& other) noexcept;
    Extraction& operator=(Extraction&&) = delete;
    ~Extraction();

    /// To be fed to a TarReader. Refuses paths no bundle holds, a path that was there before, and
    /// anything after contents.json.
    Result<> begin(const TarEntry& entry);
    Result<> bytes(std::string_view bytes);
    Result<> end();

    /// A further file of ours, beside what the bundle holds.
    Result<> add(std::string_view name, std::string_view text);

    /// Compares what was extracted with contents.json.
    Result<Contents> check() const;

    Result<> commit();

    std::uint64_t files() const { return files_.size(); }
    std::uint64_t total() const { return total_; }

private:
    struct Kept {
        std::uint64_t size;
        Digest digest;
    };
    Extraction(std::filesystem::path directory, bool made, const OpenLimits& limits)
        : directory_(std::move(directory)), made_directory_(made), limits_(limits) {}
    std::filesystem::path part() const;
    Result<Descriptor> parent_of(std::string_view path) const;
    Result<> move_out(const std::string& name) const;

    std::filesystem::path directory_;
    bool made_directory_;
    OpenLimits limits_;
    Descriptor root_;  ///< of part(); none once all is done
    Descriptor file_;
    std::string path_;  ///< of the file being written
    std::uint64_t size_ = 0;
    Sha256 digest_;
    std::map<std::string, Kept, std::less<>> files_;
    std::uint64_t total_ = 0;
};

}  // namespace diag::exchange
