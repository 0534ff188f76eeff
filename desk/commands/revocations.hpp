// SPDX-License-Identifier: Apache-2.0
// revoked.pem of a desk.
#pragma once

#include <string>
#include <vector>

#include "desk/home.hpp"
#include "desk/issuing.hpp"

namespace diag::desk {

struct Revoking {
    RevocationList list;
    bool is_new = true;  ///< false: all were on the list before, which stays as it is
};

/// Signs the desk's list anew: all its entries, the next number, and `serials`. With none of them
/// it is only renewed.
Result<Revoking> revoked_anew(const Home& home, const Authority& authority,
                              const std::vector<std::string>& serials, Time now);

}  // namespace diag::desk
