// SPDX-License-Identifier: Apache-2.0
// Numbers are those of linux/landlock.h, of which older systems have older editions or none.
#include <fcntl.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "platform/confinement.hpp"
#include "platform/descriptor.hpp"
#include "platform/files.hpp"

namespace diag {
namespace {

constexpr long create_ruleset = 444, add_rule = 445, restrict_self = 446;
constexpr unsigned ask_version = 1;
constexpr int beneath_path = 1, net_port = 2;

constexpr std::uint64_t read_file = 1 << 2;
constexpr std::uint64_t connect_tcp = 1 << 1;

/// All rights to files that this version of Landlock knows.
constexpr std::uint64_t file_rights(int version) {
    constexpr std::uint64_t first = (1 << 13) - 1, refer = 1 << 13, truncate = 1 << 14,
                            devices = 1 << 15;
    return first | (version >= 2 ? refer : 0) | (version >= 3 ? truncate : 0) |
           (version >= 5 ? devices : 0);
}

struct Ruleset {
    std::uint64_t files;
    std::uint64_t net;
    std::uint64_t scopes;
};

struct [[gnu::packed]] BeneathPath {
    std::uint64_t rights;
    std::int32_t parent;
};

struct NetPort {
    std::uint64_t rights;
    std::uint64_t port;
};

int version() { return static_cast<int>(::syscall(create_ruleset, nullptr, 0, ask_version)); }

Ruleset ruleset_for(int known) {
    constexpr std::uint64_t tcp = 3, abstract_sockets_and_signals = 3;
    return {.files = file_rights(known),
            .net = known >= 4 ? tcp : 0,
            .scopes = known >= 6 ? abstract_sockets_and_signals : 0};
}

/// What an older kernel does not know must not be handed to it.
std::size_t size_for(int known) {
    constexpr auto member = sizeof(std::uint64_t);
    return known >= 6 ? sizeof(Ruleset) : known >= 4 ? 2 * member : member;
}

Result<> allow(int rules, const std::filesystem::path& file) {
    const Descriptor open{::open(file.c_str(), O_PATH | O_CLOEXEC)};
    if (!open) return {};  // it is not there: nobody reads it
    const BeneathPath rule{read_file, open.get()};
    if (::syscall(add_rule, rules, beneath_path, &rule, 0) != 0)
        return from_errno(errno, "landlock for " + file.native());
    return {};
}

}  // namespace

bool knows_landlock() { return version() > 0; }

Result<> give_up_files(std::span<const std::filesystem::path> files,
                       std::span<const std::uint16_t> ports) {
    const int known = version();
    if (known <= 0) return Error{Fault::unsupported, "this kernel has no Landlock"};
    const auto wanted = ruleset_for(known);
    const Descriptor rules{
        static_cast<int>(::syscall(create_ruleset, &wanted, size_for(known), 0))};
    if (!rules) return from_errno(errno, "landlock");
    for (const auto& file : files)
        if (const auto added = allow(rules.get(), file); !added) return added;
    for (const auto port : ports) {
        const NetPort rule{connect_tcp, port};
        if (wanted.net != 0 && ::syscall(add_rule, rules.get(), net_port, &rule, 0) != 0)
            return from_errno(errno, "landlock for a port");
    }
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        ::syscall(restrict_self, rules.get(), 0) != 0)
        return from_errno(errno, "landlock");
    return {};
}

Result<> give_up_powers() {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    const std::array<__user_cap_data_struct, 2> none{};
    std::array<__user_cap_data_struct, 2> had{};
    const bool asked = ::syscall(SYS_capget, &header, had.data()) == 0;
    const bool has_any = asked && std::ranges::any_of(had, [](const auto& each) {
                             return (each.effective | each.permitted | each.inheritable) != 0;
                         });
    const rlimit no_core{0, 0};
#ifdef __SANITIZE_ADDRESS__
    constexpr unsigned long dumpable = 1;  // it looks for leaks from a process beside
#else
    constexpr unsigned long dumpable = 0;
#endif
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        ::prctl(PR_SET_DUMPABLE, dumpable, 0, 0, 0) != 0 ||
        ::setrlimit(RLIMIT_CORE, &no_core) != 0 ||
        (has_any && ::syscall(SYS_capset, &header, none.data()) != 0))
        return from_errno(errno, "giving up rights");
    // Those that are not there fail, which is as good.
    for (unsigned long each = 0; each < 64; ++each) ::prctl(PR_CAPBSET_DROP, each, 0, 0, 0);
    return {};
}

}  // namespace diag
