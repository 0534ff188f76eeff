// SPDX-License-Identifier: Apache-2.0
// Where an attachment's bytes come from: a file, a gzip file unpacked on the way, a program's
// output.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "agent/stream/off_limits.hpp"
#include "collectors/collector.hpp"
#include "platform/descriptor.hpp"
#include "platform/result.hpp"

namespace diag::stream {

/// Bytes [from, to) of a file.
struct Range {
    std::uint64_t from = 0;
    std::uint64_t to = 0;
};

class Source {
public:
    virtual ~Source() = default;

    /// Up to `room.size()` bytes; 0 at the end. After a failure there is no more.
    virtual Result<std::size_t> read(std::span<char> room) = 0;

    /// Bytes taken so far from the file or program, before unpacking.
    virtual std::uint64_t taken() const = 0;
};

struct OpenFile {
    Descriptor descriptor;
    std::uint64_t size = 0;  ///< when it was opened; what is appended later is not read
    std::uint64_t inode = 0;
};

/// Opens a regular file: the one way to the bytes of an attachment. The last part of the path is
/// not followed if it is a link; FIFOs and devices do not hold us up. Fails with absent, denied, or
/// refused (a link, no regular file, or below what is off limits).
Result<OpenFile> open_regular(const std::string& path, const OffLimits& off_limits);

/// The size of one piece read at `at`, 0 at the end. Fails with io.
Result<std::size_t> read_at(const Descriptor& file, std::uint64_t at, std::span<char> room);

/// Bytes [range.from, range.to) of `file`. A file that meanwhile became shorter fails with io.
std::unique_ptr<Source> range_source(const OpenFile& file, Range range);

/// The unpacked bytes of a gzip file. What comes before a damaged place is given; then malformed.
/// Fails with full when it unpacks to more than unpack_ratio times its size and unpack_floor.
std::unique_ptr<Source> gzip_source(const OpenFile& file);

/// Real logs pack 5 to 40 times; deflate can do 1032 times, which only bombs and zeros need.
inline constexpr std::uint64_t unpack_ratio = 100;
inline constexpr std::uint64_t unpack_floor = std::uint64_t{256} << 20;
std::uint64_t unpack_limit(const OpenFile& file);

/// Standard output of a program, run like Programs::run. Fails with timed_out when it is silent for
/// program_silence, absent or denied when it cannot be started, io when its exit code is not 0.
Result<std::unique_ptr<Source>> program_source(const std::vector<std::string>& argv);

/// The bytes of `text`, which must outlive it.
std::unique_ptr<Source> text_source(std::string_view text);

/// Less than what the watcher of a pass allows itself, so that what came is kept.
inline constexpr milliseconds program_silence{10'000};

/// `inner`, with UTF-16 made UTF-8 wherever it stands (platform/utf16.hpp).
std::unique_ptr<Source> transcoded(std::unique_ptr<Source> inner);

}  // namespace diag::stream
