// SPDX-License-Identifier: Apache-2.0
// A bundle's bytes in pieces: the next one is read and summed up while the last is on its way.
#pragma once

#include <cstdint>
#include <filesystem>
#include <future>
#include <optional>
#include <string>

#include "platform/digest.hpp"
#include "platform/result.hpp"

namespace diag::upload {

struct Piece {
    std::string bytes;
    Digest digest{};  ///< SHA-256
};

class Pieces {
public:
    explicit Pieces(std::filesystem::path file) : file_(std::move(file)) {}

    /// Fails with io where the file cannot be read or ends before.
    Result<Piece> take(std::uint64_t offset, std::uint64_t size);

    /// This one is likely to be taken next. Returns at once; a thread reads it.
    void expect(std::uint64_t offset, std::uint64_t size);

private:
    struct Ahead {
        std::uint64_t offset, size;
        std::future<Result<Piece>> piece;
    };

    std::filesystem::path file_;
    std::optional<Ahead> ahead_;
};

}  // namespace diag::upload
