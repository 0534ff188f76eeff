// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <string>

#include "agent/stream/source.hpp"

namespace diag::stream {
namespace {

void append_utf8(std::string& text, char32_t point) {
    const auto put = [&](char32_t byte) { text += static_cast<char>(byte); };
    if (point < 0x80) {
        put(point);
    } else if (point < 0x800) {
        put(0xc0 | point >> 6);
        put(0x80 | (point & 0x3f));
    } else if (point < 0x10000) {
        put(0xe0 | point >> 12);
        put(0x80 | (point >> 6 & 0x3f));
        put(0x80 | (point & 0x3f));
    } else {
        put(0xf0 | point >> 18);
        put(0x80 | (point >> 12 & 0x3f));
        put(0x80 | (point >> 6 & 0x3f));
        put(0x80 | (point & 0x3f));
    }
}

class Transcoded : public Source {
public:
    explicit Transcoded(std::unique_ptr<Source> inner) : inner_(std::move(inner)) {}

    Result<std::size_t> read(std::span<char> room) override {
        if (!looked_)
            if (const auto begun = look(); !begun) return begun.error();
        if (order_ == Order::bytes && given_ == text_.size()) return inner_->read(room);
        while (given_ == text_.size() && !ended_)
            if (const auto more = fill(); !more) return more.error();
        const auto size = std::min(room.size(), text_.size() - given_);
        std::copy_n(text_.begin() + static_cast<std::ptrdiff_t>(given_), size, room.begin());
        given_ += size;
        return size;
    }
    std::uint64_t taken() const override { return inner_->taken(); }

private:
    enum class Order { bytes, little, big };

    /// The first two bytes decide.
    Result<> look() {
        looked_ = true;
        std::array<char, 2> mark{};
        while (text_.size() < 2) {
            const auto got = inner_->read(std::span(mark).first(2 - text_.size()));
            if (!got) return got.error();
            if (*got == 0) break;
            text_.append(mark.data(), *got);
        }
        if (text_ == "\xff\xfe") order_ = Order::little;
        if (text_ == "\xfe\xff") order_ = Order::big;
        if (order_ != Order::bytes) text_.clear();
        return {};
    }

    Result<> fill() {
        std::array<char, 16384> piece;
        const auto got = inner_->read(piece);
        if (!got) return got.error();
        ended_ = *got == 0;
        text_.clear();
        given_ = 0;
        for (std::size_t i = 0; i < *got; ++i) take(static_cast<unsigned char>(piece[i]));
        return {};
    }

    void take(unsigned char byte) {
        if (!half_) {
            half_ = byte;
            return;
        }
        const unsigned first = *half_, second = byte;
        half_.reset();
        const char32_t unit = order_ == Order::little ? second << 8 | first : first << 8 | second;
        if (unit >= 0xd800 && unit < 0xdc00) {
            high_ = unit;
            return;
        }
        const bool low = unit >= 0xdc00 && unit < 0xe000;
        if (low && high_ != 0)
            append_utf8(text_, 0x10000 + ((high_ - 0xd800) << 10) + (unit - 0xdc00));
        else
            append_utf8(text_, low ? U'\ufffd' : unit);
        high_ = 0;
    }

    std::unique_ptr<Source> inner_;
    std::string text_;
    std::size_t given_ = 0;
    bool looked_ = false;
    bool ended_ = false;
    Order order_ = Order::bytes;
    std::optional<unsigned char> half_;
    char32_t high_ = 0;
};

}  // namespace

std::unique_ptr<Source> transcoded(std::unique_ptr<Source> inner) {
    return std::make_unique<Transcoded>(std::move(inner));
}

}  // namespace diag::stream
