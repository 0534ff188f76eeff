// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "agent/stream/stream.hpp"
#include "platform/compress.hpp"
#include "platform/digest.hpp"
#include "platform/temporary.hpp"

namespace diag::test {

/// A file that gzip members were put into, one for each piece.
struct Pack {
    explicit Pack(const std::filesystem::path& directory, const std::vector<std::string>& pieces)
        : file(nameless_file(directory)) {
        REQUIRE(file);
        for (const auto& piece : pieces) {
            const auto member = gzip_member(piece);
            REQUIRE(member);
            REQUIRE(::write(file->get(), member->data(), member->size()) ==
                    static_cast<ssize_t>(member->size()));
            text += piece;
            packed += member->size();
        }
    }
    stream::Passed passed() const {
        return {.name = "app.log",
                .size = text.size(),
                .packed_offset = 0,
                .packed_size = packed,
                .sha256 = sha256_hex(text)};
    }
    Result<Descriptor> file;
    std::string text;
    std::uint64_t packed = 0;
};

}  // namespace diag::test
