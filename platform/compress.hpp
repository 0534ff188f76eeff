// SPDX-License-Identifier: Apache-2.0
// Packing into gzip members (RFC 1952). Members laid end to end are one gzip file, so pieces can be
// packed on any thread and written in order.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "platform/result.hpp"

struct libdeflate_compressor;

namespace diag {

/// Of libdeflate's 1 to 12. Measured on 256 MB of logs: at most the size of gzip -6, and the most
/// bytes a second among the levels of which that is true (docs/decisions/0003).
inline constexpr int pack_level = 6;

/// Packs pieces, one after the other, on one thread. Keeps its room from piece to piece.
class GzipPacker {
public:
    explicit GzipPacker(int level = pack_level);
    GzipPacker(const GzipPacker&) = delete;
    GzipPacker& operator=(const GzipPacker&) = delete;
    ~GzipPacker();

    /// One member that holds `plain`. Valid until the next call. Throws std::bad_alloc only.
    std::string_view member(std::string_view plain);

private:
    libdeflate_compressor* compressor_;
    std::unique_ptr<char[]> room_;
    std::size_t room_size_ = 0;
};

/// One member that holds `plain`: for the odd small text. Fails with full when memory is short.
Result<std::string> gzip_member(std::string_view plain);

/// What one whole member holds, exactly `size` bytes of it. Fails with malformed.
Result<> unpack_member(std::string_view member, std::size_t size, std::string& plain);

}  // namespace diag
