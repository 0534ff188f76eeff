// SPDX-License-Identifier: Apache-2.0
// Attachments as a row of blocks, each of about a MiB and cut where no secret is parted.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "agent/exchange/contents.hpp"
#include "agent/stream/source.hpp"
#include "collectors/collector.hpp"
#include "platform/timestamp.hpp"

namespace diag::stream {

inline constexpr std::size_t block_size = std::size_t{1} << 20;

/// A piece of one attachment. What its last block tells is of the whole attachment.
struct Block {
    std::size_t attachment = 0;  ///< its place in the order
    std::uint64_t offset = 0;    ///< of `text` in the (unpacked, transcoded) original
    std::string text;
    bool last = false;
    std::uint64_t taken = 0;  ///< bytes read from the source so far
    std::optional<Error> failure;
    std::vector<exchange::DroppedRange> dropped;  ///< by window or cap, so far
};

/// Reads one attachment. Not for several threads.
class BlockReader {
public:
    BlockReader(const Attachment& attachment, std::size_t place);

    /// The next block, into the room of `block`; its text may be empty where all was left out, or
    /// where a slow source has not come to a place to cut. After one that is `last` there is no
    /// more.
    void next(Block& block);

private:
    Result<> open();
    Result<> open_parts(std::uint64_t start);
    /// Reads until `text` is full, the part ends, or a while has passed; false at the part's end.
    bool fill(std::string& text);
    bool next_part();
    void cut(Block& block);
    void leave_out_early(Block& block);
    void refuse_binary(Block& block);
    void drop(std::uint64_t from, std::uint64_t to);

    const Attachment& attachment_;
    std::size_t place_;
    TimestampReader times_;
    OpenFile file_;
    std::vector<Range> parts_;  ///< of a plain file, the first to be read next
    std::unique_ptr<Source> source_;
    std::string rest_;          ///< read, but after the last cut
    std::uint64_t offset_ = 0;  ///< of rest_
    std::uint64_t taken_ = 0;   ///< of the parts done
    bool skipping_ = false;     ///< lines before the window are still to be left out
    bool begun_ = false;
    bool ended_ = false;
    std::optional<Error> failure_;
    std::vector<exchange::DroppedRange> dropped_;
};

}  // namespace diag::stream
