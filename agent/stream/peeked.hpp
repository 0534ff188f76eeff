// SPDX-License-Identifier: Apache-2.0
// A source that can be looked into before it is read, and a part of one.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "agent/stream/source.hpp"

namespace diag::stream {

class Peeked : public Source {
public:
    explicit Peeked(std::unique_ptr<Source> inner) : inner_(std::move(inner)) {}

    /// The next `size` bytes, fewer only at the end; after a failure what came before it. Valid
    /// until the next call.
    std::string_view peek(std::size_t size) {
        held_.erase(0, std::exchange(given_, 0));
        while (held_.size() < size && !ended_ && !failure_) {
            const auto before = held_.size();
            held_.resize(std::max(size, before + piece));
            const auto got = inner_->read(std::span(held_).subspan(before));
            held_.resize(before + (got ? *got : 0));
            if (!got) failure_ = got.error();
            ended_ = got && *got == 0;
        }
        return std::string_view(held_).substr(0, size);
    }
    /// Leaves out bytes that peek() gave.
    void skip(std::size_t size) { given_ += size; }

    Result<std::size_t> read(std::span<char> room) override {
        if (given_ == held_.size() && failure_) return *failure_;
        if (given_ == held_.size()) return inner_->read(room);
        const auto size = std::min(room.size(), held_.size() - given_);
        std::copy_n(held_.begin() + static_cast<std::ptrdiff_t>(given_), size, room.begin());
        given_ += size;
        return size;
    }
    std::uint64_t taken() const override { return inner_->taken(); }

private:
    static constexpr std::size_t piece = std::size_t{16} << 10;
    std::unique_ptr<Source> inner_;
    std::string held_;
    std::size_t given_ = 0;
    bool ended_ = false;
    std::optional<Error> failure_;
};

/// The next `size` bytes of another source, which must outlive it.
class Part : public Source {
public:
    Part(Peeked& whole, std::uint64_t size) : whole_(whole), left_(size) {}

    Result<std::size_t> read(std::span<char> room) override {
        const auto wanted = std::min<std::uint64_t>(room.size(), left_);
        if (wanted == 0) return std::size_t{0};
        const auto got = whole_.read(room.first(wanted));
        if (got && *got == 0) return Error{Fault::malformed, "ends early"};
        if (got) left_ -= *got;
        return got;
    }
    std::uint64_t taken() const override { return whole_.taken(); }

    /// Reads over what nobody wanted. False where it ends early.
    bool finish() {
        std::array<char, 16384> room;
        while (left_ > 0)
            if (const auto got = read(room); !got) return false;
        return true;
    }

private:
    Peeked& whole_;
    std::uint64_t left_;
};

/// Another source, which must outlive it, as one of one's own.
class Borrowed : public Source {
public:
    explicit Borrowed(Source& lender) : lender_(lender) {}
    Result<std::size_t> read(std::span<char> room) override { return lender_.read(room); }
    std::uint64_t taken() const override { return lender_.taken(); }

private:
    Source& lender_;
};

}  // namespace diag::stream
