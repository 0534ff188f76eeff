// SPDX-License-Identifier: Apache-2.0
// The accounts of a machine, as its /etc/passwd tells them. No name service is asked.
#pragma once

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

}  // namespace diag
