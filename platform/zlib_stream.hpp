// SPDX-License-Identifier: Apache-2.0
// Streams of zlib (RFC 1950), in pieces and in constant memory, and the checksum that PNG puts
// behind each of its chunks.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "platform/result.hpp"

namespace diag {

using ZlibSink = std::function<Result<>(std::string_view bytes)>;

/// Unpacks one stream.
class ZlibUnpacker {
public:
    explicit ZlibUnpacker(ZlibSink sink);
    ZlibUnpacker(ZlibUnpacker&&) noexcept;
    ZlibUnpacker& operator=(ZlibUnpacker&&) noexcept;
    ~ZlibUnpacker();

    /// What comes behind the stream's end is passed over. Fails with malformed where the bytes are
    /// no such stream, or as the sink does.
    Result<> write(std::string_view packed);

    /// Fails with malformed when the stream is not whole.
    Result<> finish() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Packs one stream, always the same for the same bytes. At zlib's fastest level, where the time
/// it takes hardly depends on what the bytes are.
class ZlibPacker {
public:
    explicit ZlibPacker(ZlibSink sink);
    ZlibPacker(ZlibPacker&&) noexcept;
    ZlibPacker& operator=(ZlibPacker&&) noexcept;
    ~ZlibPacker();

    /// Fails as the sink does.
    Result<> write(std::string_view plain);
    Result<> finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// CRC-32 as zlib, gzip and PNG have it (ISO 3309).
std::uint32_t crc32_of(std::string_view bytes);

}  // namespace diag
