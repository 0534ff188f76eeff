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
    bool streamed = false;    ///< how much is to come was not known: no cap was applied yet
    std::uint64_t taken = 0;  ///< bytes read from the source so far
    std::optional<Error> failure;
    /// By window or cap, and what is no text, so far.
    std::vector<exchange::DroppedRange> dropped;
    exchange::Redactions cut;  ///< what was left out because it is no text, by kind, so far
};

/// Reads one attachment. Not for several threads.
class BlockReader {
public:
    /// Both must outlive it.
    BlockReader(const Attachment& attachment, std::size_t place, const OffLimits& off_limits);

    /// The next block, into the room of `block`; its text may be empty where all was left out, or
    /// where a slow source has not come to a place to cut. After one that is `last` there is no
    /// more.
    void next(Block& block);

private:
    Result<> open(const OffLimits& off_limits);
    void open_stream(std::unique_ptr<Source> source);
    Result<> open_parts();
    /// Reads until `text` is full, the part ends, or a while has passed; false at the part's end.
    bool fill(std::string& text);
    bool next_part();
    void cut(Block& block);
    void leave_out_early(Block& block);
    void stop_at_foreign(Block& block);
    void leave_out_zeros(Block& block);
    void end_without_text();
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
    bool is_plain_ = false;     ///< offsets are those of the file
    bool kept_ = false;         ///< something was
    bool ended_ = false;
    std::optional<Error> failure_;
    std::vector<exchange::DroppedRange> dropped_;
    exchange::Redactions cut_;
};

}  // namespace diag::stream
