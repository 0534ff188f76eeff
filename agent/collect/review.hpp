// SPDX-License-Identifier: Apache-2.0
// Content held back until somebody has looked at it.
#pragma once

#include <filesystem>
#include <string_view>

#include "agent/collect/content_writer.hpp"
#include "platform/descriptor.hpp"
#include "platform/result.hpp"

namespace diag::collect {

/// content.tar.gz in a file without a name, redacted like any other.
class Unsealed {
public:
    static Result<Unsealed> create(const std::filesystem::path& directory);

    Result<> write(std::string_view bytes);

    /// Unpacks it into `directory`, which must not exist: exactly the files that would leave.
    Result<std::filesystem::path> show(const std::filesystem::path& directory) const;

    /// The text of one entry of it, as a ContentWriter with that extent wrote it.
    Result<> read(const Extent& extent, std::uint64_t size,
                  const std::function<bool(std::string_view)>& take) const;

    int file() const { return file_.get(); }

    /// All of it again, from the start. Fails with refused when somebody stops it.
    Result<> read_back(const Output& output) const;

private:
    explicit Unsealed(Descriptor file) : file_(std::move(file)) {}
    Descriptor file_;
};

}  // namespace diag::collect
