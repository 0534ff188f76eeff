// SPDX-License-Identifier: Apache-2.0
#include "agent/consent/seen.hpp"

#include <algorithm>

#include "agent/exchange/fields.hpp"
#include "platform/digest.hpp"
#include "platform/files.hpp"
#include "platform/lock.hpp"
#include "platform/text.hpp"

namespace diag::consent {
namespace {

namespace fs = std::filesystem;

constexpr milliseconds clock_tolerance{std::chrono::minutes{5}};
constexpr milliseconds memory_after_expiry{std::chrono::hours{24}};
constexpr std::size_t most_requests = 100'000;
constexpr std::size_t number_limit = 64;

fs::path clock_file(const fs::path& directory) { return directory / "clock"; }
fs::path engineer_file(const fs::path& directory, const std::string& engineer) {
    return directory / ("engineer-" + engineer);
}

Result<Time> time_in(const fs::path& file) {
    const auto text = system_files().read(file, number_limit);
    if (!text) return text.error();
    const auto time = exchange::time_from(trimmed(*text));
    if (!time) return Error{Fault::malformed, file.native() + " holds no time: remove it"};
    return *time;
}

Result<std::uint64_t> number_in(const fs::path& file) {
    const auto text = system_files().read(file, number_limit);
    if (!text && text.error().fault == Fault::absent) return std::uint64_t{0};
    if (!text) return text.error();
    const auto number = natural(trimmed(*text));
    if (!number) return Error{Fault::malformed, file.native() + " holds no number: remove it"};
    return *number;
}

}  // namespace

Result<Seen> Seen::open(const fs::path& directory) {
    if (const auto ours = own_directory(directory); !ours) return ours.error();
    return Seen{directory};
}

Result<> Seen::clock_holds(Time now) const {
    const auto latest = time_in(clock_file(directory_));
    if (!latest && latest.error().fault == Fault::absent) return {};
    if (!latest) return latest.error();
    if (now + clock_tolerance >= *latest) return {};
    return Error{Fault::refused, "this server's clock was set back: it says " + to_text(now) +
                                     " and was at " + to_text(*latest) +
                                     " before. Set it right; if it was wrong before, remove " +
                                     clock_file(directory_).native()};
}

bool Seen::knows(const std::string& id) const {
    std::error_code unknown;
    return fs::exists(fs::symlink_status(directory_ / ("request-" + id), unknown));
}

Result<> Seen::keep(const std::string& id, Time not_after, Time now) const {
    const auto latest = time_in(clock_file(directory_));
    if (!latest && latest.error().fault != Fault::absent) return latest.error();
    // The request first: after a power cut it is rather seen and not run than run twice.
    const auto file = directory_ / ("request-" + id);
    if (const auto kept = replace_file(file, to_text(not_after) + "\n"); !kept) return kept;
    return replace_file(clock_file(directory_),
                        to_text(latest ? std::max(*latest, now) : now) + "\n");
}

Result<bool> Seen::claim(const std::string& id, Time not_after, Time now) const {
    if (!is_uuid(id)) return Error{Fault::malformed, "a request's id is a UUID"};
    const auto lock = locked_directory(directory_);
    if (!lock) return lock.error();
    if (knows(id)) return false;
    if (const auto kept = keep(id, not_after, now); !kept) return kept.error();
    return true;
}

Result<bool> Seen::claim(const std::string& id, const std::string& engineer, std::uint64_t sequence,
                         Time not_after, Time now) const {
    if (!is_uuid(id)) return Error{Fault::malformed, "a request's id is a UUID"};
    const auto lock = locked_directory(directory_);
    if (!lock) return lock.error();
    if (knows(id)) return false;
    const auto last = number_in(engineer_file(directory_, engineer));
    if (!last) return last.error();
    if (sequence <= *last)
        return Error{Fault::refused,
                     "an engineer's later request came before this one: it must be made anew"};
    if (const auto kept = keep(id, not_after, now); !kept) return kept.error();
    const auto kept =
        replace_file(engineer_file(directory_, engineer), std::to_string(sequence) + "\n");
    if (!kept) return kept.error();
    return true;
}

Result<> Seen::forget(Time now) const {
    const auto lock = locked_directory(directory_);
    if (!lock) return lock.error();
    const auto names = system_files().list(directory_, most_requests);
    if (!names) return names.error();
    for (const auto& name : *names) {
        if (!name.starts_with("request-")) continue;
        const auto not_after = time_in(directory_ / name);
        if (!not_after || *not_after + memory_after_expiry > now) continue;
        std::error_code ignored;
        fs::remove(directory_ / name, ignored);
    }
    return {};
}

}  // namespace diag::consent
