// SPDX-License-Identifier: Apache-2.0
// What is kept of one attachment, added up block by block in order.
#pragma once

#include <deque>
#include <string>

#include "agent/stream/blocks.hpp"
#include "agent/stream/sightings.hpp"
#include "agent/stream/stream.hpp"
#include "platform/digest.hpp"

namespace diag::stream {

/// A block after the work on it.
struct Worked {
    const Block* block = nullptr;
    std::string_view clean;   ///< redacted
    std::string_view packed;  ///< as one gzip member; empty where nothing is kept
    exchange::Redactions redactions;
    Sightings sightings;
    std::optional<Error> failure;  ///< why the block could not be redacted: it is dropped
};

class Account {
public:
    /// `output` as in Options; members go to its end, which is `*position` and moves on.
    Account(const Attachment& attachment, std::span<const Signature> signatures, int output,
            std::uint64_t* position);

    void add(const Worked& worked);

    /// After the last block.
    Passed close();

private:
    /// A block of the tail of a source whose size is not known until it ends.
    struct Waiting {
        std::string packed;
        std::uint64_t size = 0;  ///< redacted
        std::uint64_t offset = 0;
        std::uint64_t original = 0;  ///< bytes of the original
        exchange::Redactions redactions;
        Sightings sightings;
        std::vector<std::pair<std::size_t, std::string>> samples;
    };

    /// Whether a block of `size` redacted bytes is behind the half of the cap that is for the head.
    /// From the first that is on all are, whatever their size: what waits is written last.
    bool is_of_tail(std::size_t size);
    bool keeps() const { return output_ >= 0; }
    /// False when it could not be written: nothing of it counts then.
    bool keep(std::string_view clean, std::string_view packed);
    void count(const exchange::Redactions& redactions, const Sightings& sightings,
               const std::function<std::string(const Sighting&)>& sample);
    void wait(const Worked& worked);
    void leave_out_oldest();
    void drop(std::uint64_t from, std::uint64_t to);
    void fail(const Error& why);

    std::span<const Signature> signatures_;
    int output_;
    std::uint64_t* position_;
    std::uint64_t wanted_;     ///< the cap that was asked for
    std::uint64_t limit_ = 0;  ///< the one applied here: to what was not capped before it was read
    bool head_is_full_ = false;
    std::uint64_t lines_ = 0;
    Sha256 digest_;
    Passed passed_;
    std::deque<Waiting> waiting_;
    std::uint64_t waiting_size_ = 0;
    std::uint64_t waiting_packed_ = 0;
};

}  // namespace diag::stream
