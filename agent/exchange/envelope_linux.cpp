// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "agent/exchange/envelope.hpp"
#include "platform/files.hpp"

namespace diag::exchange {

Result<Envelope> Envelope::open(const std::filesystem::path& file) {
    Descriptor descriptor{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
    struct stat status {};
    if (!descriptor || ::fstat(descriptor.get(), &status) != 0)
        return from_errno(errno, file.native());
    if (!S_ISREG(status.st_mode))
        return Error{Fault::refused, file.native() + " is not a regular file: give a *.safrdiag"};
    return Envelope(std::move(descriptor), file.native(),
                    static_cast<std::uint64_t>(status.st_size));
}

Error Envelope::malformed(const std::string& why) const {
    return Error{Fault::malformed, name_ + ": " + why};
}

Result<> Envelope::read(char* into, std::size_t length, std::string_view member) {
    while (length > 0) {
        const auto got = ::read(file_.get(), into, length);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return from_errno(errno, name_);
        if (got == 0)
            return malformed("ends after " + std::to_string(position_) + " bytes, within " +
                             std::string(member) + ": the copy is not whole, fetch it again");
        into += got;
        length -= static_cast<std::size_t>(got);
        position_ += static_cast<std::uint64_t>(got);
    }
    return {};
}

Result<TarEntry> Envelope::header(std::string_view member) {
    std::array<char, tar_block> block;
    const bool first = position_ == 0;
    if (const auto got = read(block.data(), block.size(), member); !got) return got.error();
    const auto entry = tar_entry_from({block.data(), block.size()});
    if (first && (!entry || entry->path != member))
        return malformed("is no bundle, or its first bytes were altered: give a *.safrdiag");
    if (!entry) return malformed("the header of " + std::string(member) + " was altered");
    if (entry->path != member)
        return malformed("holds " + entry->path + " where " + std::string(member) + " should be");
    modified_ = entry->modified;
    return entry;
}

Result<> Envelope::padding(std::uint64_t size, std::string_view member) {
    std::string bytes = tar_padding(size);
    const auto expected = bytes;
    if (const auto got = read(bytes.data(), bytes.size(), member); !got) return got;
    if (bytes != expected)
        return malformed("the padding after " + std::string(member) + " was altered");
    return {};
}

Result<std::string> Envelope::take(std::string_view name, std::uint64_t limit) {
    const auto entry = header(name);
    if (!entry) return entry.error();
    if (entry->size > limit)
        return malformed(std::string(name) + " is larger than " + std::to_string(limit) + " bytes");
    std::string text;
    // Grows as bytes come: a header may promise more than the file has.
    while (text.size() < entry->size) {
        const auto at = text.size();
        text.resize(at + std::min<std::uint64_t>(entry->size - at, 65536));
        if (const auto got = read(text.data() + at, text.size() - at, name); !got)
            return got.error();
    }
    if (const auto zero = padding(entry->size, name); !zero) return zero.error();
    return text;
}

Result<> Envelope::pass(const TarEntry& expected, const cms::Sink& sink) {
    const auto entry = header(expected.path);
    if (!entry) return entry.error();
    if (entry->size != expected.size || entry->modified != expected.modified)
        return malformed("the header of " + expected.path + " does not agree with the manifest");
    std::array<char, 65536> block;
    for (auto left = entry->size; left > 0;) {
        const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(left, block.size()));
        if (const auto got = read(block.data(), length, expected.path); !got) return got;
        if (const auto taken = sink({block.data(), length}); !taken) return taken;
        left -= length;
    }
    return padding(entry->size, expected.path);
}

Result<> Envelope::end() {
    std::string bytes = tar_end();
    if (const auto got = read(bytes.data(), bytes.size(), "its end"); !got) return got;
    if (bytes != tar_end()) return malformed("holds more than its manifest lists");
    char extra = 0;
    const auto got = ::read(file_.get(), &extra, 1);
    if (got < 0) return from_errno(errno, name_);
    if (got > 0) return malformed("bytes follow the end of the bundle");
    return {};
}

Result<> Envelope::read_at(std::uint64_t at, std::span<char> into) const {
    while (!into.empty()) {
        const auto got = ::pread(file_.get(), into.data(), into.size(), static_cast<off_t>(at));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return from_errno(errno, name_);
        if (got == 0) return Error{Fault::malformed, "the file became shorter while it was read"};
        into = into.subspan(static_cast<std::size_t>(got));
        at += static_cast<std::uint64_t>(got);
    }
    return {};
}

}  // namespace diag::exchange
