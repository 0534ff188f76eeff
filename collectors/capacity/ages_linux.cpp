// SPDX-License-Identifier: Apache-2.0
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <deque>
#include <memory>

#include "collectors/capacity/ages.hpp"
#include "platform/descriptor.hpp"
#include "platform/disposable.hpp"
#include "platform/files.hpp"
#include "platform/stored_time.hpp"

namespace diag::capacity {
namespace {

constexpr std::uint64_t smallest_picture = 1024;
constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t dated_days = 10;
constexpr std::size_t most_dated = 64;
constexpr std::size_t deepest = 16;
constexpr std::size_t most_folders = 200'000;  // that wait: about 20 MB of names
constexpr std::size_t answer_limit = 64 << 10;

/// One walk, in the child.
class Count {
public:
    Count(std::string top, Time now, std::uint64_t limit, milliseconds end)
        : top_(std::move(top)), now_(now), limit_(limit), end_(end) {}

    Result<std::string> run() {
        const Descriptor root{::open(top_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
        struct stat status {};
        if (!root || ::fstat(root.get(), &status) != 0) return from_errno(errno, top_);
        device_ = status.st_dev;
        waiting_.push_back({"", 0});
        while (!waiting_.empty() && !ages_.cut) {
            const auto folder = std::move(waiting_.front());
            waiting_.pop_front();
            list(root.get(), folder);
            if (ages_.cut) cut_at_ = folder.depth;
        }
        keep_whole_levels();
        return to_text(ages_);
    }

private:
    struct Folder {
        std::string path;
        std::size_t depth;
    };

    /// Of folders named after a day only those count whose fellows were all met: the ones of levels
    /// that were listed to their end.
    void keep_whole_levels() {
        if (ages_.dated.size() > most_dated) ages_.dated.clear();
        if (!ages_.cut) return;
        std::erase_if(ages_.dated, [&](const Dated& dated) {
            return static_cast<std::size_t>(std::ranges::count(dated.path, '/')) >= cut_at_;
        });
    }

    void list(int root, const Folder& folder) {
        const int opened = ::openat(root, folder.path.empty() ? "." : folder.path.c_str(),
                                    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        const std::unique_ptr<DIR, int (*)(DIR*)> listing(
            opened < 0 ? nullptr : ::fdopendir(opened), ::closedir);
        if (!listing) {
            if (opened >= 0) ::close(opened);
            ages_.unreadable = true;
            return;
        }
        struct stat status {};
        while (const auto* found = ::readdir(listing.get())) {
            const std::string_view name = found->d_name;
            if (name == "." || name == "..") continue;
            if (++met_ > limit_ || (met_ % 64 == 0 && system_clock().uptime() >= end_)) {
                ages_.cut = true;
                return;
            }
            if (::fstatat(opened, found->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
            if (S_ISREG(status.st_mode)) add(status);
            if (S_ISDIR(status.st_mode) && status.st_dev == device_) go_below(folder, name);
        }
    }

    void go_below(const Folder& folder, std::string_view name) {
        Folder inner{
            folder.path.empty() ? std::string(name) : folder.path + "/" + std::string(name),
            folder.depth + 1};
        if (inner.depth >= deepest || waiting_.size() >= most_folders) {
            ages_.cut = true;
            return;
        }
        const auto today = now_.time_since_epoch().count() / day_ms;
        if (const auto day = day_named(inner.path);
            day && *day <= today && *day > today - dated_days && ages_.dated.size() <= most_dated)
            ages_.dated.push_back({inner.path, *day});
        waiting_.push_back(std::move(inner));
    }

    void add(const struct stat& status) {
        const auto changed = bounded_time(std::chrono::seconds{status.st_mtim.tv_sec});
        const auto allocated = static_cast<std::uint64_t>(status.st_blocks) * 512;
        const bool picture = static_cast<std::uint64_t>(status.st_size) >= smallest_picture;
        const auto count = [&](Window& window) {
            ++window.files;
            window.pictures += picture ? 1 : 0;
            window.bytes += allocated;
        };
        if (ages_.whole.files == 0 || changed < ages_.oldest) ages_.oldest = changed;
        count(ages_.whole);
        const auto ago = (now_ - changed).count() / day_ms;
        if (changed <= now_ && ago < static_cast<std::int64_t>(most_windows))
            count(ages_.windows.at(static_cast<std::size_t>(ago)));
    }

    std::string top_;
    Time now_;
    std::uint64_t limit_, met_ = 0;
    milliseconds end_;
    dev_t device_ = 0;
    std::size_t cut_at_ = 0;  ///< depth of the folder in which it was cut
    std::deque<Folder> waiting_;
    Ages ages_;
};

}  // namespace

Result<Ages> ages_of(const std::string& top, Time now, std::uint64_t limit, milliseconds patience) {
    const auto answer = in_disposable_child(
        [&] { return Count(top, now, limit, system_clock().uptime() + patience * 9 / 10).run(); },
        answer_limit, patience);
    if (answer) return ages_from(*answer);
    if (answer.error().fault != Fault::timed_out) return answer.error();
    return Error{Fault::timed_out,
                 top + " did not answer within " + std::to_string(patience.count()) + " ms"};
}

}  // namespace diag::capacity
