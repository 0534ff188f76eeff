// SPDX-License-Identifier: Apache-2.0
#include "agent/ledger/lines.hpp"

#include <algorithm>

#include "agent/ledger/entry.hpp"

namespace diag::ledger {
namespace {

constexpr std::size_t block = 64 * 1024;

}  // namespace

Result<Lines> Lines::open(const Book& book) {
    const auto lock = book.lock(Book::For::reading);
    if (!lock) return lock.error();
    Lines lines(book, book.head());
    const auto closed = book.closed();
    if (!closed) return closed.error();
    for (const auto number : *closed) lines.segments_.push_back({.name = segment_name(number)});
    auto current = book.read(std::string(current_segment));
    if (!current && current.error().fault == Fault::absent) return lines;
    if (!current) return current.error();
    const auto size = size_of(current->get(), book.path_of(current_segment));
    if (!size) return size.error();
    lines.segments_.push_back(
        {.name = std::string(current_segment), .file = std::move(*current), .size = *size});
    return lines;
}

/// Makes the segment at `at_` ready to read; false when there is none.
Result<bool> Lines::turn_page() {
    if (at_ == segments_.size()) return false;
    auto& segment = segments_[at_];
    if (segment.file) return true;
    auto file = book_->read(segment.name);
    if (!file) return file.error();
    const auto size = size_of(file->get(), book_->path_of(segment.name));
    if (!size) return size.error();
    segment.file = std::move(*file);
    segment.size = *size;
    return true;
}

Result<> Lines::fill() {
    auto& segment = segments_[at_];
    buffer_.erase(0, given_);
    given_ = 0;
    const auto most = std::min<std::uint64_t>(block, segment.size - read_);
    const auto bytes = read_at(segment.file.get(), read_, static_cast<std::size_t>(most),
                               book_->path_of(segment.name));
    if (!bytes) return bytes.error();
    read_ += bytes->size();
    if (bytes->size() < most) segment.size = read_;
    buffer_ += *bytes;
    return {};
}

Result<std::optional<Line>> Lines::next() {
    for (;;) {
        const auto ready = turn_page();
        if (!ready) return ready.error();
        if (!*ready) return std::optional<Line>{};
        auto& segment = segments_[at_];
        const std::string_view rest = std::string_view(buffer_).substr(given_);
        const auto newline = rest.substr(0, longest_line).find('\n');
        const bool over = rest.size() >= longest_line;
        if (newline == std::string_view::npos && !over && read_ < segment.size) {
            if (const auto filled = fill(); !filled) return filled.error();
            continue;
        }
        if (rest.empty()) {
            segment.file.reset();
            buffer_.clear();
            ++at_;
            given_ = read_ = number_ = 0;
            continue;
        }
        const auto length =
            newline == std::string_view::npos ? std::min(rest.size(), longest_line) : newline + 1;
        given_ += length;
        return std::optional{Line{segment.name, ++number_, rest.substr(0, length)}};
    }
}

}  // namespace diag::ledger
