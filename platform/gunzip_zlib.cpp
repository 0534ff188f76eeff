// SPDX-License-Identifier: Apache-2.0
#define ZLIB_CONST
#include <zlib.h>

#include <array>
#include <new>

#include "platform/gunzip.hpp"

namespace diag {
namespace {

constexpr int gzip_only = 15 + 16;  // largest window; a gzip header is asked for (zlib.h)

}  // namespace

struct Gunzip::State {
    explicit State(Sink where) : sink(std::move(where)) {
        if (inflateInit2(&stream, gzip_only) != Z_OK) throw std::bad_alloc();
    }
    ~State() { inflateEnd(&stream); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    Sink sink;
    z_stream stream{};
    std::array<char, 65536> block;
    bool between_members = true;
    bool any_member = false;
};

Gunzip::Gunzip(Sink sink) : state_(std::make_unique<State>(std::move(sink))) {}
Gunzip::Gunzip(Gunzip&&) noexcept = default;
Gunzip& Gunzip::operator=(Gunzip&&) noexcept = default;
Gunzip::~Gunzip() = default;

Result<> Gunzip::write(std::string_view packed) {
    auto& stream = state_->stream;
    auto& block = state_->block;
    stream.next_in = reinterpret_cast<const Bytef*>(packed.data());
    stream.avail_in = static_cast<uInt>(packed.size());
    bool more = stream.avail_in > 0;
    while (more) {
        if (state_->between_members) {
            inflateReset(&stream);
            state_->between_members = false;
        }
        stream.next_out = reinterpret_cast<Bytef*>(block.data());
        stream.avail_out = static_cast<uInt>(block.size());
        const int status = inflate(&stream, Z_NO_FLUSH);
        if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
            return Error{Fault::malformed, std::string("not valid gzip: ") +
                                               (stream.msg ? stream.msg : "unknown form")};
        const auto got = block.size() - stream.avail_out;
        if (got > 0)
            if (auto taken = state_->sink({block.data(), got}); !taken) return taken.error();
        if (status == Z_STREAM_END) state_->between_members = state_->any_member = true;
        more = stream.avail_in > 0 || (stream.avail_out == 0 && !state_->between_members);
    }
    return {};
}

Result<> Gunzip::finish() const {
    if (state_->between_members && state_->any_member) return {};
    return Error{Fault::malformed, "the gzip data ends early"};
}

}  // namespace diag
