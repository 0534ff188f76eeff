// SPDX-License-Identifier: Apache-2.0
// Bytes that come a block at a time: of a file, of what a file unpacks to, of a member of that.
// Each is read through the one below it, so nothing is ever in memory whole.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "platform/result.hpp"

namespace diag::backup {

/// What sources give at a time: large enough that calls cost nothing, small enough for the caches.
inline constexpr std::size_t usual_block = 256 << 10;

class Source {
public:
    virtual ~Source() = default;

    /// The next bytes, valid until the next call; none at the end. Fails as what is read does:
    /// malformed for damage, in words without a place, as its reader knows the place.
    virtual Result<std::string_view> next() = 0;
};

/// Looks ahead in a source as far as the caller needs. Copies only what lies across two blocks.
class Reader {
public:
    explicit Reader(Source& source) : source_(source) {}

    /// At least `size` bytes, fewer only at the end; valid until the next call that is not const.
    Result<std::string_view> peek(std::size_t size);

    /// Leaves behind `size` bytes of those that were peeked at.
    void take(std::size_t size);

    /// Reads to the end. How many bytes that were.
    Result<std::uint64_t> skip_all();

    /// Bytes left behind since the beginning.
    std::uint64_t position() const { return position_; }

private:
    void hold(std::size_t size);

    Source& source_;
    std::string held_;       ///< empty, or what the view is the end of
    std::string_view view_;  ///< of the last block or of held_

    std::uint64_t position_ = 0;
    bool at_end_ = false;
};

/// What a reader has not left behind yet, as a source: for a recogniser that looked before it let
/// somebody else read.
class Rest : public Source {
public:
    explicit Rest(Reader& reader) : reader_(reader) {}
    Result<std::string_view> next() override;

private:
    Reader& reader_;
    std::size_t given_ = 0;
};

}  // namespace diag::backup
