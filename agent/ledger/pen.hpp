// SPDX-License-Identifier: Apache-2.0
// Writes entries at the end of a book, and first mends that end where a power cut left it torn.
#pragma once

#include <optional>
#include <string>

#include "agent/ledger/book.hpp"
#include "agent/ledger/entry.hpp"

namespace diag::ledger {

/// Where the next entry goes.
struct Tail {
    std::optional<Entry> last;  ///< nothing: the ledger is empty
    std::string hash = no_previous();
    std::uint64_t whole = 0;  ///< bytes of the current segment that end with the last whole line
    std::uint64_t size = 0;   ///< bytes of the current segment

    std::uint64_t next() const { return last ? last->n + 1 : 0; }
};

/// One stretch of writing, for who holds the book's lock.
class Pen {
public:
    /// Finds the end. What stands behind the last whole line is set aside, and a `repair` entry
    /// tells of it; another one tells when the ledger does not end as it was left.
    static Result<Pen> take(const Book& book, std::uint64_t segment_bytes, Clock& clock);

    /// Adds an entry of that time; returns once line, head and directory are on the disk. When it
    /// fails for want of room, nothing of the line remains.
    Result<Entry> write(Kind kind, json::object data, Time time);

    /// The last entry there was when the pen was taken.
    const std::optional<Entry>& found() const { return found_; }
    const Tail& tail() const { return tail_; }

private:
    Pen(const Book& book, Descriptor file, std::uint64_t segment_bytes, Clock& clock)
        : book_(book), file_(std::move(file)), segment_bytes_(segment_bytes), clock_(clock) {}
    Result<> find_tail();
    Result<> set_torn_aside();
    Result<> tell_of_torn();
    Result<> compare_with_head();
    Result<> tell_of_loss(const std::optional<Head>& head);
    Result<> turn_page();
    Result<> put(const std::string& line);

    const Book& book_;
    Descriptor file_;
    std::uint64_t segment_bytes_;
    Clock& clock_;
    Tail tail_;
    std::optional<Entry> found_;
};

}  // namespace diag::ledger
