// SPDX-License-Identifier: Apache-2.0
#define ZLIB_CONST
#include <zlib.h>

#include <new>

#include "platform/inflate_raw.hpp"

namespace diag {

struct InflateRaw::State {
    State() {
        if (inflateInit2(&stream, -15) != Z_OK) throw std::bad_alloc();  // no wrapping (zlib.h)
    }
    ~State() { inflateEnd(&stream); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    z_stream stream{};
};

InflateRaw::InflateRaw() : state_(std::make_unique<State>()) {}
InflateRaw::~InflateRaw() = default;

Result<Inflate::Step> InflateRaw::step(std::string_view packed, std::span<char> room) {
    auto& stream = state_->stream;
    stream.next_in = reinterpret_cast<const Bytef*>(packed.data());
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(room.data());
    stream.avail_out = static_cast<uInt>(room.size());
    const int status = inflate(&stream, Z_NO_FLUSH);
    if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
        return Error{Fault::malformed, std::string("not valid deflate: ") +
                                           (stream.msg ? stream.msg : "unknown form")};
    return Inflate::Step{.used = packed.size() - stream.avail_in,
                         .made = room.size() - stream.avail_out,
                         .ended = status == Z_STREAM_END};
}

}  // namespace diag
