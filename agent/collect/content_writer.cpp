// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/content_writer.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "agent/exchange/tar.hpp"
#include "platform/compress.hpp"
#include "platform/digest.hpp"
#include "platform/files.hpp"

namespace diag::collect {
namespace {

constexpr std::string_view contents_name = "contents.json";

}  // namespace

Result<> ContentWriter::put(std::string_view plain) {
    constexpr std::size_t piece = std::size_t{1} << 20;
    for (std::size_t at = 0; at < plain.size(); at += piece) {
        const auto member = gzip_member(plain.substr(at, piece));
        if (!member) return member.error();
        if (const auto written = output_(*member); !written) return written.error();
    }
    return {};
}

// Two items may want one path: a percent sign ends what the first left free.
std::string ContentWriter::free_path(std::string path) {
    const auto taken = [&](const std::string& wanted) {
        return std::any_of(contents_.entries.begin(), contents_.entries.end(),
                           [&](const auto& entry) { return entry.path == wanted; });
    };
    if (!taken(path)) return path;
    for (int number = 2;; ++number)
        if (auto other = path + "%" + std::to_string(number); !taken(other)) return other;
}

Result<> ContentWriter::add(std::string path, const redact::Redacted& text,
                            exchange::ContentEntry entry) {
    entry.path = free_path(std::move(path));
    entry.size = text.text().size();
    entry.sha256 = sha256_hex(text.text());
    const auto header = exchange::tar_header(entry.path, entry.size);
    if (!header) return header.error();
    const auto written = put(*header + text.text() + exchange::tar_padding(entry.size));
    if (!written) return written.error();
    contents_.entries.push_back(std::move(entry));
    return {};
}

Result<> ContentWriter::add_packed(std::string path, int pack, const stream::Passed& passed,
                                   exchange::ContentEntry entry) {
    entry.path = free_path(std::move(path));
    entry.size = passed.size;
    entry.sha256 = passed.sha256;
    const auto header = exchange::tar_header(entry.path, entry.size);
    if (!header) return header.error();
    if (const auto written = put(*header); !written) return written.error();
    if (const auto copied = copy_packed(pack, passed); !copied) return copied.error();
    if (const auto written = put(exchange::tar_padding(entry.size)); !written)
        return written.error();
    contents_.entries.push_back(std::move(entry));
    return {};
}

Result<> ContentWriter::copy_packed(int pack, const stream::Passed& passed) {
    std::array<char, 65536> block;
    for (std::uint64_t done = 0; done < passed.packed_size;) {
        const auto wanted = std::min<std::uint64_t>(block.size(), passed.packed_size - done);
        const auto got =
            ::pread(pack, block.data(), wanted, static_cast<off_t>(passed.packed_offset + done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return from_errno(errno, "reading back " + passed.name);
        if (got == 0) return Error{Fault::io, "reading back " + passed.name + ": it ended early"};
        const auto written = output_({block.data(), static_cast<std::size_t>(got)});
        if (!written) return written.error();
        done += static_cast<std::uint64_t>(got);
    }
#ifdef FALLOC_FL_PUNCH_HOLE
    // So that the temporary need stays near one attachment. Not every file system can: no matter.
    [[maybe_unused]] const int freed = ::fallocate(
        pack, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, static_cast<off_t>(passed.packed_offset),
        static_cast<off_t>(std::max<std::uint64_t>(1, passed.packed_size)));
#endif
    return {};
}

void ContentWriter::add_failure(exchange::ContentEntry entry) {
    entry.path.clear();
    contents_.entries.push_back(std::move(entry));
}

Result<> ContentWriter::finish() {
    const auto text = json::write_pretty(exchange::to_json(contents_));
    const auto header = exchange::tar_header(contents_name, text.size());
    if (!header) return header.error();
    return put(*header + text + exchange::tar_padding(text.size()) + exchange::tar_end());
}

}  // namespace diag::collect
