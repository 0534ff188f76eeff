// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "agent/exchange/tar.hpp"

namespace diag::exchange {
namespace {

bool all_zero(std::string_view bytes) {
    return bytes.find_first_not_of('\0') == std::string_view::npos;
}

}  // namespace

Result<> TarReader::write(std::string_view bytes) {
    while (!bytes.empty()) {
        if (part_ == Part::ended)
            return Error{Fault::malformed, "bytes follow the end of the archive"};
        if (part_ == Part::content) {
            const auto taken = take_content(bytes);
            if (!taken) return taken.error();
            bytes.remove_prefix(*taken);
            continue;
        }
        const auto missing = std::min(block_size_ - block_.size(), bytes.size());
        block_.append(bytes.substr(0, missing));
        bytes.remove_prefix(missing);
        if (block_.size() < block_size_) return {};
        if (const auto taken = take_block(); !taken) return taken.error();
    }
    return {};
}

Result<> TarReader::finish() const {
    if (part_ == Part::ended) return {};
    return Error{Fault::malformed, "the archive ends early"};
}

/// A whole header, padding or second end block lies in block_.
Result<> TarReader::take_block() {
    const std::string block = std::exchange(block_, {});
    const auto part = std::exchange(part_, Part::header);
    block_size_ = tar_block;
    if (part == Part::header && !all_zero(block)) {
        const auto entry = tar_entry_from(block);
        if (!entry) return entry.error();
        if (const auto begun = events_.begin(*entry); !begun) return begun.error();
        file_size_ = left_ = entry->size;
        part_ = Part::content;
        if (left_ == 0) return end_file();
        return {};
    }
    if (!all_zero(block)) return Error{Fault::malformed, "padding in the archive is not zero"};
    if (part == Part::header) part_ = Part::end_block;
    if (part == Part::end_block) part_ = Part::ended;
    return {};
}

Result<std::size_t> TarReader::take_content(std::string_view bytes) {
    const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
    if (const auto taken = events_.bytes(bytes.substr(0, length)); !taken) return taken.error();
    left_ -= length;
    if (left_ == 0)
        if (const auto ended = end_file(); !ended) return ended.error();
    return length;
}

Result<> TarReader::end_file() {
    const auto padding = tar_padding(file_size_).size();
    part_ = padding == 0 ? Part::header : Part::padding;
    block_size_ = padding == 0 ? tar_block : padding;
    return events_.end();
}

}  // namespace diag::exchange
