// SPDX-License-Identifier: Apache-2.0
// revoked.pem of a desk.
#pragma once

#include <optional>
#include <string>

#include "desk/home.hpp"
#include "desk/issuing.hpp"

namespace diag::desk {

struct Revoking {
    RevocationList list;
    bool is_new = true;  ///< false: it was on the list before, which stays as it is
};

/// Signs the desk's list anew: all its entries, the next number, and `serial` where one is given.
Result<Revoking> revoked_anew(const Home& home, const Authority& authority,
                              const std::optional<std::string>& serial, Time now);

}  // namespace diag::desk
