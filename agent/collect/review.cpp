// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/review.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "agent/exchange/extraction.hpp"
#include "platform/files.hpp"
#include "platform/gunzip.hpp"
#include "platform/interrupt.hpp"
#include "platform/temporary.hpp"

namespace diag::collect {

Result<Unsealed> Unsealed::create(const std::filesystem::path& directory) {
    auto file = nameless_file(directory);
    if (!file) return file.error();
    return Unsealed{std::move(*file)};
}

Result<> Unsealed::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(file_.get(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return from_errno(errno, "writing what is to be reviewed");
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Result<> Unsealed::read_back(const Output& output) const {
    std::array<char, 65536> block;
    for (off_t at = 0;;) {
        if (interrupted()) return Error{Fault::refused, "stopped before it was sealed"};
        const auto got = ::pread(file_.get(), block.data(), block.size(), at);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return from_errno(errno, "reading back what was reviewed");
        if (got == 0) return {};
        at += got;
        const auto taken = output({block.data(), static_cast<std::size_t>(got)});
        if (!taken) return taken.error();
    }
}

Result<> Unsealed::read(const Extent& extent, std::uint64_t size,
                        const std::function<bool(std::string_view)>& take) const {
    std::uint64_t skip = exchange::tar_block, left = size;
    return reread({file_.get(), extent.from, extent.to - extent.from}, [&](std::string_view bytes) {
        const auto header = std::min<std::uint64_t>(skip, bytes.size());
        skip -= header;
        bytes.remove_prefix(header);
        bytes = bytes.substr(0, left);
        left -= bytes.size();
        return bytes.empty() ? left > 0 : take(bytes) && left > 0;
    });
}

Result<std::filesystem::path> Unsealed::show(const std::filesystem::path& directory) const {
    auto extraction = exchange::Extraction::create(directory, {});
    if (!extraction) return extraction.error();
    exchange::TarReader tar(
        {[&](const exchange::TarEntry& entry) { return extraction->begin(entry); },
         [&](std::string_view bytes) { return extraction->bytes(bytes); },
         [&] { return extraction->end(); }});
    Gunzip gunzip([&](std::string_view bytes) { return tar.write(bytes); });
    const auto unpacked = read_back([&](std::string_view bytes) { return gunzip.write(bytes); });
    if (!unpacked) return unpacked.error();
    if (const auto whole = gunzip.finish(); !whole) return whole.error();
    if (const auto whole = tar.finish(); !whole) return whole.error();
    if (const auto same = extraction->check(); !same) return same.error();
    if (const auto done = extraction->commit(); !done) return done.error();
    return directory;
}

}  // namespace diag::collect
