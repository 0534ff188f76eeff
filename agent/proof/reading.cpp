// SPDX-License-Identifier: Apache-2.0
// A text in pieces, through a window that keeps what a leak may reach back to.
#include <algorithm>
#include <cstring>

#include "agent/proof/second_look.hpp"

namespace diag::proof {
namespace {

constexpr std::size_t window = std::size_t{256} << 10;

}  // namespace

Reading::Reading(const SecondLook& look, Whose whose)
    : look_(look), whose_(whose), buffer_(SecondLook::before + SecondLook::behind + window) {}

void Reading::take(std::string_view bytes) {
    bytes_ += bytes.size();
    while (!bytes.empty()) {
        const auto size = std::min(buffer_.size() - size_, bytes.size());
        std::memcpy(buffer_.data() + size_, bytes.data(), size);
        size_ += size;
        bytes.remove_prefix(size);
        if (size_ == buffer_.size()) move_on();
    }
}

/// Looks at all but what may go on, and keeps what a leak may reach back to.
void Reading::move_on() {
    look_until(size_ - SecondLook::behind);
    const auto keep = looked_ - SecondLook::before;
    std::memmove(buffer_.data(), buffer_.data() + keep, size_ - keep);
    size_ -= keep;
    looked_ -= keep;
}

void Reading::look_until(std::size_t end) {
    look_.look({buffer_.data(), size_}, looked_, end, found_, whose_);
    looked_ = end;
}

const Found& Reading::finish() {
    if (looked_ < size_) look_until(size_);
    return found_;
}

}  // namespace diag::proof
