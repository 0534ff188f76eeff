// SPDX-License-Identifier: Apache-2.0
// The lines of a ledger from its first to its last, in constant memory.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/ledger/book.hpp"
#include "platform/result.hpp"

namespace diag::ledger {

struct Line {
    std::string segment;       ///< the name of its file
    std::uint64_t number = 0;  ///< in that file, from 1
    std::string_view text;     ///< newline included; valid until the next call of next()
};

class Lines {
public:
    /// What is written afterwards is not seen. Fails as Book::lock() and Book::read().
    static Result<Lines> open(const Book& book);

    /// The next one, or nothing at the end. A line without end, or past longest_line, is given as
    /// far as that goes, without a newline.
    Result<std::optional<Line>> next();

    /// What the ledger ended with, when it was opened.
    const Result<std::optional<Head>>& head() const { return head_; }

private:
    struct Segment {
        std::string name;
        Descriptor file;  ///< of the current one; closed ones are opened in their turn
        std::uint64_t size = 0;
    };
    Lines(const Book& book, Result<std::optional<Head>> head) : book_(&book), head_(head) {}
    Result<> fill();
    Result<bool> turn_page();

    const Book* book_;
    Result<std::optional<Head>> head_;
    std::vector<Segment> segments_;
    std::size_t at_ = 0;
    std::uint64_t read_ = 0;    ///< of this segment
    std::uint64_t number_ = 0;  ///< of the last line given
    std::string buffer_;
    std::size_t given_ = 0;  ///< of the buffer
};

}  // namespace diag::ledger
