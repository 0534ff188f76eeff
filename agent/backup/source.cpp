// SPDX-License-Identifier: Apache-2.0
#include "agent/backup/source.hpp"

namespace diag::backup {

/// What was peeked at moves to the beginning of a text of ours, as its block ends with the next
/// one.
void Reader::hold(std::size_t size) {
    if (held_.empty())
        held_.assign(view_);
    else
        held_.erase(0, held_.size() - view_.size());
    held_.reserve(size + usual_block);
    view_ = held_;
}

Result<std::string_view> Reader::peek(std::size_t size) {
    while (view_.size() < size && !at_end_) {
        if (!view_.empty()) hold(size);
        const auto block = source_.next();
        if (!block) return block.error();
        at_end_ = block->empty();
        if (held_.empty()) {
            view_ = *block;
        } else {
            held_.append(*block);
            view_ = held_;
        }
    }
    return view_;
}

void Reader::take(std::size_t size) {
    view_.remove_prefix(size);
    position_ += size;
    if (view_.empty()) {
        held_.clear();
        view_ = held_;
    }
}

Result<std::uint64_t> Reader::skip_all() {
    const auto from = position_;
    for (;;) {
        const auto rest = peek(1);
        if (!rest) return rest.error();
        if (rest->empty()) return position_ - from;
        take(rest->size());
    }
}

Result<std::string_view> Rest::next() {
    reader_.take(given_);
    given_ = 0;
    auto rest = reader_.peek(1);
    if (rest) given_ = rest->size();
    return rest;
}

}  // namespace diag::backup
