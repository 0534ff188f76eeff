// SPDX-License-Identifier: Apache-2.0
// The one form of tar we write and read: POSIX ustar, regular files, one way to write each header.
//
// A reader that accepts exactly what the writer writes has nothing to be fooled by: no links,
// devices, directories, sparse files, extension headers, no second spelling of a number.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "platform/result.hpp"

namespace diag::exchange {

inline constexpr std::size_t tar_block = 512;

/// The largest file ustar can tell: eleven octal digits, 8 GiB - 1.
inline constexpr std::uint64_t tar_file_limit = (1ull << 33) - 1;

/// A 512-byte header: mode 0600, owner 0, `modified` in seconds since 1970.
///
/// Fails with refused when `path` is not safe_path() or does not fit (100 bytes, or 155 and 100
/// around a slash), with full past tar_file_limit.
Result<std::string> tar_header(std::string_view path, std::uint64_t size,
                               std::uint64_t modified = 0);

/// Zero bytes that follow `size` bytes of a file, up to the next block.
std::string tar_padding(std::uint64_t size);

/// Two zero blocks. Nothing follows.
std::string tar_end();

/// Relative, at most 255 bytes of [A-Za-z0-9._%-/], no empty, "." or ".." part.
bool safe_path(std::string_view path);

/// One of [A-Za-z0-9._-].
bool safe_byte(char byte);

struct TarEntry {
    std::string path;
    std::uint64_t size = 0;
    std::uint64_t modified = 0;
};

/// The entry a header tells of. Fails with malformed for anything tar_header() would not write.
Result<TarEntry> tar_entry_from(std::string_view header);

/// Takes a tar apart as its bytes come. Constant memory.
class TarReader {
public:
    struct Events {
        std::function<Result<>(const TarEntry&)> begin;
        std::function<Result<>(std::string_view)> bytes;
        std::function<Result<>()> end;
    };
    explicit TarReader(Events events) : events_(std::move(events)) {}

    /// Fails with malformed, or as an event does. A failed reader must not be used again.
    Result<> write(std::string_view bytes);

    /// Fails with malformed unless the archive has ended with tar_end().
    Result<> finish() const;

private:
    enum class Part { header, content, padding, end_block, ended };
    Result<> take_block();
    Result<std::size_t> take_content(std::string_view bytes);
    Result<> end_file();

    Events events_;
    Part part_ = Part::header;
    std::string block_;  ///< of header or padding, until it is whole
    std::size_t block_size_ = tar_block;
    std::uint64_t left_ = 0;  ///< bytes of the current file still to come
    std::uint64_t file_size_ = 0;
};

}  // namespace diag::exchange
