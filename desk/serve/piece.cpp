// SPDX-License-Identifier: Apache-2.0
#include "desk/serve/piece.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>

#include "platform/files.hpp"
#include "platform/log.hpp"

namespace diag::desk {

std::string http_date(Time time) {
    const auto seconds =
        std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(time));
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    static constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    char text[64];
    std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[parts.tm_wday],
                  parts.tm_mday, months[parts.tm_mon], parts.tm_year + 1900, parts.tm_hour,
                  parts.tm_min, parts.tm_sec);
    return text;
}

Result<> Piece::open() {
    const auto file = incoming_file(uploads_.office_.home, upload_.id);
    file_ = Descriptor{::open(file.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW)};
    if (!file_) return from_errno(errno, file.native());
    const std::lock_guard hold(pen_->mutex);
    if (!digest_.empty()) pen_->unproven_from = begin_;
    return {};
}

Result<> Piece::take(std::string_view bytes) {
    const std::lock_guard hold(pen_->mutex);
    if (pen_->taken) return Error{Fault::refused, "another connection goes on with it"};
    if (bytes.size() > upload_.size - end_)
        return Error{Fault::malformed, "more than was announced"};
    if (!digest_.empty()) sum_.update(bytes);
    while (!bytes.empty()) {
        const auto wrote =
            ::pwrite(file_.get(), bytes.data(), bytes.size(), static_cast<off_t>(end_));
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) return from_errno(errno, "an upload");
        end_ += static_cast<std::uint64_t>(wrote);
        bytes.remove_prefix(static_cast<std::size_t>(wrote));
    }
    return {};
}

Result<> Piece::keep() {
    if (::fdatasync(file_.get()) != 0) return from_errno(errno, "an upload");
    uploads_.bytes_ += end_ - begin_;
    pen_->unproven_from.reset();
    over_ = true;
    return {};
}

void Piece::take_back() {
    if (::ftruncate(file_.get(), static_cast<off_t>(begin_)) != 0)
        log::error("an upload could not be cut back: its digest will not hold");
    over_ = true;
}

WebOutcome Piece::finish() {
    {
        const std::lock_guard hold(pen_->mutex);
        if (pen_->taken) return refusal({Fault::refused, "another connection goes on with it"});
        if (!digest_.empty()) {
            const auto sum = sum_.finish();
            if (!equal_in_constant_time(digest_,
                                        {reinterpret_cast<const char*>(sum.data()), sum.size()})) {
                take_back();
                return diag::web_error(460, "the piece came altered");
            }
        }
        if (const auto kept = keep(); !kept) return refusal(kept.error());
    }
    return uploads_.appended(upload_, end_);
}

WebAnswer Piece::refusal(const Error& error) {
    log::detail("an upload of " + upload_.agent + " stopped: " + error.what);
    if (error.fault == Fault::full)
        return diag::web_error(503, "the desk's disk is full: try again later");
    if (error.fault == Fault::malformed) return diag::web_error(413, error.what);
    if (error.fault == Fault::refused) return diag::web_error(423, error.what);
    return web_error(error);
}

Piece::~Piece() {
    if (over_ || !file_) return;
    const std::lock_guard hold(pen_->mutex);
    // A successor may have written already.
    if (pen_->taken) return;
    if (!digest_.empty())
        take_back();
    else
        static_cast<void>(keep());
}

}  // namespace diag::desk
