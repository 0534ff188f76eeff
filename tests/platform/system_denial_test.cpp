// SPDX-License-Identifier: Apache-2.0
#include "platform/system_denial.hpp"

#include <doctest/doctest.h>

#include <cerrno>

#include "platform/files.hpp"

using namespace diag;

TEST_CASE("system denial: what the system denied is told from what we refuse ourselves") {
    CHECK(denied_by_system(from_errno(EACCES, "/etc/x")));
    CHECK(denied_by_system(from_errno(EPERM, "/etc/x")));
    CHECK_FALSE(denied_by_system(from_errno(EROFS, "/etc/x")));
    CHECK_FALSE(denied_by_system(from_errno(ENOENT, "/etc/x")));
    CHECK_FALSE(denied_by_system({Fault::denied, "/srv belongs to another user"}));
}
