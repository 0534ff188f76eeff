// SPDX-License-Identifier: Apache-2.0
// A file that appears under its name whole, or not at all.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "platform/descriptor.hpp"
#include "platform/result.hpp"

namespace diag::exchange {

/// Everything written, or why not. `name` is for the error's sentence.
Result<> write_all(int file, std::string_view bytes, const std::string& name);

class OutputFile {
public:
    /// Begins ".NAME.part" in `directory`, mode 0600, locked while it is written (flock(2)).
    static Result<OutputFile> create(const std::filesystem::path& directory,
                                     const std::string& name);
    OutputFile(OutputFile&&) = default;
    OutputFile& operator=(OutputFile&&) = delete;
    ~OutputFile();  ///< without commit() nothing remains

    Result<> write(std::string_view bytes);

    /// The next `length` bytes of `source`, from its own position on, moved: what was copied takes
    /// no room in `source` any longer where the file system can punch holes (fallocate(2)).
    Result<> move_from(int source, std::uint64_t length);

    /// fsync, rename, fsync of the directory. Fails with refused when the name is taken.
    Result<std::filesystem::path> commit();

private:
    OutputFile(std::filesystem::path directory, std::string name)
        : directory_(std::move(directory)), name_(std::move(name)) {}
    std::filesystem::path temporary() const { return directory_ / ("." + name_ + ".part"); }
    Result<> begin();

    std::filesystem::path directory_;
    std::string name_;
    Descriptor file_;
};

/// Removes ".*<suffix>.part" from `directory` where no living writer holds the lock.
void remove_abandoned(const std::filesystem::path& directory, std::string_view suffix);

}  // namespace diag::exchange
