// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/reread.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <span>
#include <vector>

#include "platform/files.hpp"
#include "platform/inflate.hpp"

namespace diag::collect {
namespace {

constexpr std::size_t room_size = std::size_t{256} << 10;

Result<std::size_t> read_some(const Stretch& stretch, std::uint64_t done, std::span<char> room) {
    const auto wanted = std::min<std::uint64_t>(room.size(), stretch.size - done);
    for (;;) {
        const auto got =
            ::pread(stretch.file, room.data(), wanted, static_cast<off_t>(stretch.offset + done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return from_errno(errno, "reading back what was packed");
        if (got == 0) return Error{Fault::io, "reading back what was packed: it ended early"};
        return static_cast<std::size_t>(got);
    }
}

/// Members one after the other, as their bytes come.
class Members {
public:
    explicit Members(const std::function<bool(std::string_view)>& take)
        : take_(take), room_(room_size) {}

    /// Whether to go on.
    Result<bool> write(std::string_view packed) {
        // A full room may have left bytes that were taken in and not given out.
        for (bool filled = false; !packed.empty() || filled;) {
            if (ended_ && packed.empty()) break;
            if (ended_) inflate_.begin();
            const auto step = inflate_.step(packed, room_);
            if (!step) return step.error();
            ended_ = step->ended;
            filled = step->made == room_.size() && !ended_;
            if (step->made > 0 && !take_({room_.data(), step->made})) return false;
            if (step->used == 0 && step->made == 0 && !ended_) break;
            packed.remove_prefix(step->used);
        }
        return true;
    }
    bool whole() const { return ended_; }

private:
    const std::function<bool(std::string_view)>& take_;
    std::vector<char> room_;
    Inflate inflate_;
    bool ended_ = true;
};

}  // namespace

Result<> reread(const Stretch& stretch, const std::function<bool(std::string_view)>& take) {
    Members members(take);
    std::array<char, 65536> block;
    for (std::uint64_t done = 0; done < stretch.size;) {
        const auto got = read_some(stretch, done, block);
        if (!got) return got.error();
        done += *got;
        const auto more = members.write({block.data(), *got});
        if (!more) return more.error();
        if (!*more) return {};
    }
    if (!members.whole()) return Error{Fault::malformed, "what was packed is not whole"};
    return {};
}

Result<std::string> reread_text(const Stretch& stretch, std::size_t limit) {
    std::string text;
    bool fits = true;
    const auto read = reread(stretch, [&](std::string_view bytes) {
        fits = text.size() + bytes.size() <= limit;
        if (fits) text += bytes;
        return fits;
    });
    if (!read) return read.error();
    if (!fits) return Error{Fault::full, "what was packed unpacks to more than expected"};
    return text;
}

}  // namespace diag::collect
