// SPDX-License-Identifier: Apache-2.0
#include "platform/accounts.hpp"

#include "platform/text.hpp"

namespace diag {

std::vector<SystemAccount> accounts_in(std::string_view passwd) {
    std::vector<SystemAccount> accounts;
    for (const auto line : lines_of(passwd)) {
        const auto fields = parts_of(line, ':');
        if (fields.size() > 3) accounts.push_back({fields[0], fields[2], fields[3]});
    }
    return accounts;
}

std::optional<SystemUser> user_among(std::string_view passwd, std::string_view name_or_uid) {
    for (const auto& account : accounts_in(passwd)) {
        if (name_or_uid.empty() || (account.name != name_or_uid && account.uid != name_or_uid))
            continue;
        const auto uid = natural(account.uid);
        const auto gid = natural(account.gid);
        // The last number of 32 bits means "as it is" (setresuid(2)).
        constexpr std::uint64_t no_number = 0xFFFFFFFF;
        if (!uid || !gid || *uid >= no_number || *gid >= no_number) return {};
        return SystemUser{std::string(account.name), static_cast<unsigned>(*uid),
                          static_cast<unsigned>(*gid)};
    }
    return {};
}

}  // namespace diag
