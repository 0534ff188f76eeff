// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <string>

#include "agent/stream/source.hpp"
#include "platform/utf16.hpp"

namespace diag::stream {
namespace {

class Transcoded : public Source {
public:
    explicit Transcoded(std::unique_ptr<Source> inner) : inner_(std::move(inner)) {}

    Result<std::size_t> read(std::span<char> room) override {
        if (given_ == text_.size() && failure_) return *failure_;
        if (given_ == text_.size() && !ended_) {
            const auto got = inner_->read(room);
            if (!got) return failed(got.error(), room);
            if (utf16_.passes({room.data(), *got})) return *got;
            ended_ = *got == 0;
            text_.clear();
            given_ = 0;
            utf16_.read({room.data(), *got}, ended_, text_);
            if (text_.empty() && !ended_) return read(room);
        }
        return give(room);
    }
    std::uint64_t taken() const override { return inner_->taken(); }

private:
    std::size_t give(std::span<char> room) {
        const auto size = std::min(room.size(), text_.size() - given_);
        std::copy_n(text_.begin() + static_cast<std::ptrdiff_t>(given_), size, room.begin());
        given_ += size;
        return size;
    }
    /// What came before a damaged place is given first.
    Result<std::size_t> failed(const Error& why, std::span<char> room) {
        failure_ = why;
        text_.clear();
        given_ = 0;
        utf16_.read({}, true, text_);
        if (text_.empty()) return why;
        return give(room);
    }

    std::unique_ptr<Source> inner_;
    Utf16Reader utf16_;
    std::string text_;
    std::size_t given_ = 0;
    bool ended_ = false;
    std::optional<Error> failure_;
};

}  // namespace

std::unique_ptr<Source> transcoded(std::unique_ptr<Source> inner) {
    return std::make_unique<Transcoded>(std::move(inner));
}

}  // namespace diag::stream
