// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "agent/stream/source.hpp"

namespace diag::stream {
namespace {

class TextSource : public Source {
public:
    explicit TextSource(std::string_view text) : text_(text) {}

    Result<std::size_t> read(std::span<char> room) override {
        const auto size = std::min(room.size(), text_.size() - taken_);
        std::copy_n(text_.data() + taken_, size, room.data());
        taken_ += size;
        return size;
    }
    std::uint64_t taken() const override { return taken_; }

private:
    std::string_view text_;
    std::size_t taken_ = 0;
};

}  // namespace

std::unique_ptr<Source> text_source(std::string_view text) {
    return std::make_unique<TextSource>(text);
}

}  // namespace diag::stream
