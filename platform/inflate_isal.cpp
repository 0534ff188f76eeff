// SPDX-License-Identifier: Apache-2.0
#include <isa-l/igzip_lib.h>

#include <algorithm>
#include <limits>

#include "platform/inflate.hpp"

namespace diag {
namespace {

/// What its return codes mean (igzip_lib.h, "Inflate return values").
std::string_view words_for(int code) {
    switch (code) {
        case ISAL_INVALID_BLOCK:
            return "a block of no known kind";
        case ISAL_INVALID_SYMBOL:
            return "a code that means nothing";
        case ISAL_INVALID_LOOKBACK:
            return "it refers to bytes before its beginning";
        case ISAL_INVALID_WRAPPER:
            return "its header is none of gzip";
        case ISAL_UNSUPPORTED_METHOD:
            return "packed by a method that gzip does not have";
        case ISAL_INCORRECT_CHECKSUM:
            return "checksum or length in its trailer do not fit what it holds";
        default:
            return "it cannot be unpacked";
    }
}

/// Its counters are of 32 bits.
std::uint32_t counted(std::size_t size) {
    return static_cast<std::uint32_t>(
        std::min<std::size_t>(size, std::numeric_limits<std::uint32_t>::max()));
}

}  // namespace

struct Inflate::State {
    inflate_state stream;
};

Inflate::Inflate() : state_(std::make_unique<State>()) { begin(); }
Inflate::~Inflate() = default;

void Inflate::begin() {
    isal_inflate_init(&state_->stream);
    state_->stream.crc_flag = ISAL_GZIP;
}

Result<Inflate::Step> Inflate::step(std::string_view packed, std::span<char> room) {
    auto& stream = state_->stream;
    stream.next_in = reinterpret_cast<std::uint8_t*>(const_cast<char*>(packed.data()));
    stream.avail_in = counted(packed.size());
    stream.next_out = reinterpret_cast<std::uint8_t*>(room.data());
    stream.avail_out = counted(room.size());
    const auto given = stream.avail_in;
    const auto wanted = stream.avail_out;
    const int code = isal_inflate(&stream);
    if (code < 0) return Error{Fault::malformed, std::string(words_for(code))};
    return Step{.used = given - stream.avail_in,
                .made = wanted - stream.avail_out,
                .ended = stream.block_state == ISAL_BLOCK_FINISH};
}

}  // namespace diag
