// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/screenshots.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "platform/descriptor.hpp"
#include "platform/digest.hpp"
#include "platform/files.hpp"
#include "platform/text.hpp"

namespace diag::collect {
namespace {

constexpr std::size_t mountinfo_limit = std::size_t{4} << 20;

Error unfit(std::string_view why) { return {Fault::refused, std::string(why)}; }

bool same(const struct stat& before, const struct stat& after) {
    return before.st_size == after.st_size && before.st_mtim.tv_sec == after.st_mtim.tv_sec &&
           before.st_mtim.tv_nsec == after.st_mtim.tv_nsec &&
           before.st_ctim.tv_sec == after.st_ctim.tv_sec &&
           before.st_ctim.tv_nsec == after.st_ctim.tv_nsec;
}

Result<std::string> all_of(int file) {
    std::string text;
    std::array<char, 65536> block;
    for (;;) {
        const auto got = ::read(file, block.data(), block.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return from_errno(errno, "reading it");
        if (got == 0) return text;
        text.append(block.data(), static_cast<std::size_t>(got));
        if (text.size() > pictures::most_bytes)
            return Error{Fault::full, "it is longer than " + bytes_text(pictures::most_bytes)};
    }
}

/// A FIFO is opened at once and a link not at all.
Result<std::string> bytes_of(const std::filesystem::path& path,
                             const stream::OffLimits& off_limits) {
    const Descriptor file{::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)};
    if (!file && errno == ELOOP) return unfit("it is a link: name the file itself");
    if (!file && errno == ENXIO) return unfit("it is no regular file");
    if (!file) return from_errno(errno, "opening it");
    struct stat before {
    }, after{};
    if (::fstat(file.get(), &before) != 0) return from_errno(errno, "looking at it");
    if (!S_ISREG(before.st_mode)) return unfit("it is no regular file");
    if (before.st_nlink > 1)
        return unfit("it has a second name (a hard link): put a copy beside the case's file");
    if (const auto allowed = off_limits.allow(file); !allowed)
        return unfit("it " + allowed.error().what);
    auto text = all_of(file.get());
    if (!text) return text;
    if (::fstat(file.get(), &after) != 0) return from_errno(errno, "looking at it");
    if (!same(before, after) || static_cast<std::uint64_t>(after.st_size) != text->size())
        return unfit("it was changed while it was read");
    return text;
}

}  // namespace

stream::OffLimits no_screenshots_below(const Scope& scope) {
    const auto stores = face_stores(scope);
    const auto mountinfo = system_files().read("/proc/self/mountinfo", mountinfo_limit);
    return stream::OffLimits::below(stores, mountinfo ? *mountinfo : std::string());
}

Result<pictures::Picture> picture_in(const std::filesystem::path& file, pictures::Form form,
                                     const stream::OffLimits& off_limits,
                                     const pictures::Waiting& waiting) {
    return pictures::plain_picture_apart([&] { return bytes_of(file, off_limits); }, form, waiting);
}

Result<Screenshot> screenshot_in(const std::filesystem::path& file,
                                 const stream::OffLimits& off_limits,
                                 const pictures::Waiting& waiting) {
    const auto form = pictures::form_named(file.filename().native());
    if (!form) return Error{Fault::malformed, form.error().what};
    const auto picture = picture_in(file, *form, off_limits, waiting);
    if (!picture) return picture.error();
    return Screenshot{.file = file,
                      .form = *form,
                      .size = picture->size(),
                      .bytes = picture->bytes().size(),
                      .sha256 = sha256_hex(picture->bytes())};
}

Result<pictures::Picture> picture_of(const Screenshot& screenshot,
                                     const stream::OffLimits& off_limits,
                                     const pictures::Waiting& waiting) {
    auto picture = picture_in(screenshot.file, screenshot.form, off_limits, waiting);
    if (picture && sha256_hex(picture->bytes()) != screenshot.sha256)
        return unfit("it is another than somebody here agreed to");
    return picture;
}

}  // namespace diag::collect
