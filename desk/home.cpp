// SPDX-License-Identifier: Apache-2.0
#include "desk/home.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "platform/files.hpp"
#include "platform/text.hpp"

namespace diag::desk {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t list_limit = 8 << 20;
constexpr std::size_t number_limit = 64;

/// 0 where there is none yet.
Result<std::uint64_t> number_in(const fs::path& file) {
    const auto text = system_files().read(file, number_limit);
    if (!text && text.error().fault == Fault::absent) return std::uint64_t{0};
    if (!text) return text.error();
    const auto number = natural(trimmed(*text));
    if (!number)
        return Error{Fault::malformed, file.native() +
                                           " holds no number: restore it, or remove it when this "
                                           "machine's clock was never ahead"};
    return *number;
}

}  // namespace

Result<Home> Home::at(const fs::path& directory) {
    std::error_code fault;
    const auto file = directory / "desk.toml";
    if (fs::is_regular_file(file, fault)) return Home(directory);
    if (fault == std::errc::permission_denied)
        return Error{Fault::denied, file.native() +
                                        ": permission denied, so whether this is a desk cannot be "
                                        "told: run safr-desk as the user who owns the directory"};
    return Error{Fault::absent, directory.native() +
                                    " is no desk: it holds no desk.toml. Make one with safr-desk "
                                    "init, or name yours with --desk DIR"};
}

Result<exchange::Trust> Home::trust() const {
    const auto authority = certificate_from_file(file("ca.pem"));
    if (!authority) return authority.error();
    exchange::Trust trust{*authority, {}};
    const auto path = file("revoked.pem");
    const auto pem = system_files().read(path, list_limit);
    if (!pem && pem.error().fault == Fault::absent) return trust;
    if (!pem) return pem.error();
    auto list = RevocationList::from_pem(*pem, path.native());
    if (!list) return list.error();
    if (!list->issued_by(trust.authority))
        return Error{Fault::malformed, path.native() + " was not issued by this desk's ca.pem"};
    trust.revoked = std::move(*list);
    return trust;
}

Result<std::uint64_t> Home::next_sequence(Time now) const {
    const auto lock = locked();
    if (!lock) return lock.error();
    const auto last = number_in(file("sequence"));
    if (!last) return last.error();
    const auto since_epoch = static_cast<std::uint64_t>(now.time_since_epoch().count());
    const auto next = std::max(since_epoch, *last + 1);
    const auto kept = replace_file(file("sequence"), std::to_string(next) + "\n");
    if (!kept) return kept.error();
    return next;
}

Result<Descriptor> Home::locked() const {
    Descriptor open{::open(directory_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!open || ::flock(open.get(), LOCK_EX) != 0) return from_errno(errno, directory_.native());
    return open;
}

}  // namespace diag::desk
