// SPDX-License-Identifier: Apache-2.0
#include "agent/ledger/newest.hpp"

#include "agent/ledger/backwards.hpp"

namespace diag::ledger {
namespace {

/// Empty where there is none of the name.
Result<std::string> end_if_there(const Book& book, const std::string& segment) {
    auto end = end_of(book, segment);
    if (!end && end.error().fault == Fault::absent) return std::string{};
    return end;
}

/// False when `take` said so.
bool give(std::string_view bytes, const std::function<bool(const Entry&)>& take) {
    return each_backwards(bytes, [&](const EntryLine& line) { return take(line.entry); });
}

}  // namespace

Result<> each_newest(const Book& book, const std::function<bool(const Entry&)>& take) {
    const auto lock = book.lock(Book::For::reading);
    if (!lock) return lock.error();
    const auto current = end_if_there(book, std::string(current_segment));
    if (!current) return current.error();
    if (!give(*current, take)) return {};
    const auto closed = book.closed();
    if (!closed) return closed.error();
    if (closed->empty()) return {};
    const auto last = end_if_there(book, segment_name(closed->back()));
    if (!last) return last.error();
    give(*last, take);
    return {};
}

}  // namespace diag::ledger
