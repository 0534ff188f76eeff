// SPDX-License-Identifier: Apache-2.0
#include "platform/zlib_stream.hpp"

#define ZLIB_CONST
#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>
#include <new>
#include <string>

namespace diag {
namespace {

constexpr std::size_t block_size = 65'536;

/// zlib counts what it is given in 32 bits.
std::string_view next_piece(std::string_view& left) {
    const auto size = std::min<std::size_t>(left.size(), std::numeric_limits<uInt>::max());
    const auto piece = left.substr(0, size);
    left.remove_prefix(size);
    return piece;
}

}  // namespace

struct ZlibUnpacker::State {
    explicit State(ZlibSink where) : sink(std::move(where)) {
        if (inflateInit(&stream) != Z_OK) throw std::bad_alloc();
    }
    ~State() { inflateEnd(&stream); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    ZlibSink sink;
    z_stream stream{};
    std::array<char, block_size> block;
    bool ended = false;

    Result<> take(std::string_view piece);
};

Result<> ZlibUnpacker::State::take(std::string_view piece) {
    stream.next_in = reinterpret_cast<const Bytef*>(piece.data());
    stream.avail_in = static_cast<uInt>(piece.size());
    bool more = !piece.empty() && !ended;
    while (more) {
        stream.next_out = reinterpret_cast<Bytef*>(block.data());
        stream.avail_out = static_cast<uInt>(block.size());
        const int status = inflate(&stream, Z_NO_FLUSH);
        if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
            return Error{Fault::malformed, std::string("not valid zlib: ") +
                                               (stream.msg ? stream.msg : "unknown form")};
        const auto got = block.size() - stream.avail_out;
        if (got > 0)
            if (auto taken = sink({block.data(), got}); !taken) return taken;
        ended = status == Z_STREAM_END;
        more = !ended && (stream.avail_in > 0 || stream.avail_out == 0);
    }
    return {};
}

ZlibUnpacker::ZlibUnpacker(ZlibSink sink) : state_(std::make_unique<State>(std::move(sink))) {}
ZlibUnpacker::ZlibUnpacker(ZlibUnpacker&&) noexcept = default;
ZlibUnpacker& ZlibUnpacker::operator=(ZlibUnpacker&&) noexcept = default;
ZlibUnpacker::~ZlibUnpacker() = default;

Result<> ZlibUnpacker::write(std::string_view packed) {
    while (!packed.empty() && !state_->ended)
        if (auto taken = state_->take(next_piece(packed)); !taken) return taken;
    return {};
}

Result<> ZlibUnpacker::finish() const {
    if (state_->ended) return {};
    return Error{Fault::malformed, "the zlib data ends early"};
}

struct ZlibPacker::State {
    explicit State(ZlibSink where) : sink(std::move(where)) {
        // At the usual level one can write bytes of which a megabyte costs seconds to pack.
        if (deflateInit(&stream, Z_BEST_SPEED) != Z_OK) throw std::bad_alloc();
        empty();
    }
    ~State() { deflateEnd(&stream); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    ZlibSink sink;
    z_stream stream{};
    std::array<char, block_size> block;

    void empty() {
        stream.next_out = reinterpret_cast<Bytef*>(block.data());
        stream.avail_out = static_cast<uInt>(block.size());
    }
    Result<> take(std::string_view piece, int flush);
    Result<> give();
};

/// What is in the block goes out when it is full, or at the end: zlib gives its header at once.
Result<> ZlibPacker::State::give() {
    const auto got = block.size() - stream.avail_out;
    empty();
    return got > 0 ? sink({block.data(), got}) : Result<>{};
}

Result<> ZlibPacker::State::take(std::string_view piece, int flush) {
    stream.next_in = reinterpret_cast<const Bytef*>(piece.data());
    stream.avail_in = static_cast<uInt>(piece.size());
    for (;;) {
        if (deflate(&stream, flush) == Z_STREAM_ERROR)
            return Error{Fault::bug, "zlib packed out of turn"};
        if (stream.avail_out > 0) break;
        if (auto given = give(); !given) return given;
    }
    return flush == Z_FINISH ? give() : Result<>{};
}

ZlibPacker::ZlibPacker(ZlibSink sink) : state_(std::make_unique<State>(std::move(sink))) {}
ZlibPacker::ZlibPacker(ZlibPacker&&) noexcept = default;
ZlibPacker& ZlibPacker::operator=(ZlibPacker&&) noexcept = default;
ZlibPacker::~ZlibPacker() = default;

Result<> ZlibPacker::write(std::string_view plain) {
    while (!plain.empty())
        if (auto taken = state_->take(next_piece(plain), Z_NO_FLUSH); !taken) return taken;
    return {};
}

Result<> ZlibPacker::finish() { return state_->take({}, Z_FINISH); }

std::uint32_t crc32_of(std::string_view bytes) {
    return static_cast<std::uint32_t>(
        ::crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

}  // namespace diag
