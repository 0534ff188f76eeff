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

}  // namespace diag
