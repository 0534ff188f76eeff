// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "agent/stream/source.hpp"
#include "platform/files.hpp"
#include "platform/gunzip.hpp"

namespace diag::stream {
namespace {

class RangeSource : public Source {
public:
    RangeSource(const OpenFile& file, Range range) : file_(file), range_(range), at_(range.from) {}

    Result<std::size_t> read(std::span<char> room) override {
        const auto wanted = std::min<std::uint64_t>(room.size(), range_.to - at_);
        if (wanted == 0) return std::size_t{0};
        const auto got = read_at(file_.descriptor, at_, room.first(wanted));
        if (!got) return got.error();
        if (*got == 0) return Error{Fault::io, "was cut short while it was read"};
        at_ += *got;
        return *got;
    }
    std::uint64_t taken() const override { return at_ - range_.from; }

private:
    const OpenFile& file_;
    Range range_;
    std::uint64_t at_;
};

class GzipSource : public Source {
public:
    explicit GzipSource(const OpenFile& file)
        : packed_(file, {0, file.size}),
          limit_(unpack_limit(file)),
          gunzip_([this](std::string_view bytes) {
              waiting_ += bytes;
              return Result<>{};
          }) {}

    Result<std::size_t> read(std::span<char> room) override {
        while (given_ == waiting_.size() && !ended_) unpack_more();
        const auto size = std::min(room.size(), waiting_.size() - given_);
        if (size == 0 && failure_) return *failure_;
        std::copy_n(waiting_.begin() + static_cast<std::ptrdiff_t>(given_), size, room.begin());
        given_ += size;
        return size;
    }
    std::uint64_t taken() const override { return packed_.taken(); }

private:
    /// Small pieces, as each may unpack to a thousand times its size.
    void unpack_more() {
        std::array<char, 2048> piece;
        waiting_.clear();
        given_ = 0;
        const auto got = packed_.read(piece);
        if (!got) return end(got.error());
        const auto step = *got == 0 ? gunzip_.finish() : gunzip_.write({piece.data(), *got});
        unpacked_ += waiting_.size();
        if (!step)
            end(step.error());
        else if (*got == 0)
            ended_ = true;
        else if (unpacked_ > limit_)
            end(Error{Fault::full, "unpacks to more than " + std::to_string(limit_ >> 20) +
                                       " MiB; the rest was left out"});
    }
    void end(Error why) {
        failure_ = std::move(why);
        ended_ = true;
    }

    RangeSource packed_;
    std::uint64_t limit_;
    Gunzip gunzip_;
    std::string waiting_;
    std::size_t given_ = 0;
    std::uint64_t unpacked_ = 0;
    bool ended_ = false;
    std::optional<Error> failure_;
};

}  // namespace

std::uint64_t unpack_limit(const OpenFile& file) {
    return std::max(unpack_floor, file.size * unpack_ratio);
}

Result<OpenFile> open_regular(const std::string& path, const OffLimits& off_limits) {
    OpenFile file;
    file.descriptor =
        Descriptor(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    if (!file.descriptor) {
        if (errno == ELOOP)
            return Error{Fault::refused, path + " is a symbolic link, which is not followed"};
        if (errno == ENXIO) return Error{Fault::refused, path + " is not a regular file"};
        return from_errno(errno, path);
    }
    struct stat status {};
    if (::fstat(file.descriptor.get(), &status) != 0) return from_errno(errno, path);
    if (!S_ISREG(status.st_mode)) return Error{Fault::refused, path + " is not a regular file"};
    if (const auto allowed = off_limits.allow(file.descriptor); !allowed)
        return Error{allowed.error().fault, path + ' ' + allowed.error().what};
    file.size = static_cast<std::uint64_t>(status.st_size);
    file.inode = status.st_ino;
    ::posix_fadvise(file.descriptor.get(), 0, 0, POSIX_FADV_SEQUENTIAL);
    return file;
}

Result<std::size_t> read_at(const Descriptor& file, std::uint64_t at, std::span<char> room) {
    for (;;) {
        const auto got = ::pread(file.get(), room.data(), room.size(), static_cast<::off_t>(at));
        if (got >= 0) return static_cast<std::size_t>(got);
        if (errno != EINTR) return from_errno(errno, "reading");
    }
}

std::unique_ptr<Source> range_source(const OpenFile& file, Range range) {
    return std::make_unique<RangeSource>(file, range);
}

std::unique_ptr<Source> gzip_source(const OpenFile& file) {
    return std::make_unique<GzipSource>(file);
}

}  // namespace diag::stream
