// SPDX-License-Identifier: Apache-2.0
#include "agent/ledger/newest.hpp"

#include <algorithm>

namespace diag::ledger {
namespace {

constexpr std::uint64_t reach = 2 * longest_line;

/// The last bytes of a segment; empty where there is none of the name.
Result<std::string> end_of(const Book& book, const std::string& segment) {
    const auto file = book.read(segment);
    if (!file && file.error().fault == Fault::absent) return std::string{};
    if (!file) return file.error();
    const auto name = book.path_of(segment);
    const auto size = size_of(file->get(), name);
    if (!size) return size.error();
    return read_at(file->get(), *size - std::min(*size, reach), reach, name);
}

/// False when `take` said so.
bool give(std::string_view bytes, const std::function<bool(const Entry&)>& take) {
    auto end = bytes.rfind('\n');
    while (end != bytes.npos) {
        const auto before = end == 0 ? bytes.npos : bytes.rfind('\n', end - 1);
        const auto start = before == bytes.npos ? 0 : before + 1;
        if (const auto entry = entry_from(bytes.substr(start, end + 1 - start)))
            if (!take(*entry)) return false;
        end = before;
    }
    return true;
}

}  // namespace

Result<> each_newest(const Book& book, const std::function<bool(const Entry&)>& take) {
    const auto lock = book.lock(Book::For::reading);
    if (!lock) return lock.error();
    const auto current = end_of(book, std::string(current_segment));
    if (!current) return current.error();
    if (!give(*current, take)) return {};
    const auto closed = book.closed();
    if (!closed) return closed.error();
    if (closed->empty()) return {};
    const auto last = end_of(book, segment_name(closed->back()));
    if (!last) return last.error();
    give(*last, take);
    return {};
}

}  // namespace diag::ledger
