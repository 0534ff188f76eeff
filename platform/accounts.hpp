// SPDX-License-Identifier: Apache-2.0
// The accounts of a machine, as its /etc/passwd tells them. No name service is asked.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace diag {

/// Its fields as they are written. Views point into the text.
struct SystemAccount {
    std::string_view name;
    std::string_view uid;
    std::string_view gid;
};

/// Those of a text in the format of passwd(5), in its order; lines without a group are none.
std::vector<SystemAccount> accounts_in(std::string_view passwd);

/// Whose rights a process may be given.
struct SystemUser {
    std::string name;
    unsigned uid = 0;
    unsigned gid = 0;
};

/// The account of that name, or of that number in digits. Nothing where there is none, or its
/// numbers are none that a process can have.
std::optional<SystemUser> user_among(std::string_view passwd, std::string_view name_or_uid);

}  // namespace diag
