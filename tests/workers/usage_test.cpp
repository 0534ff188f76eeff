// SPDX-License-Identifier: Apache-2.0
#include "agent/run/usage.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

using namespace diag;

TEST_CASE("usage: what a process has open is counted") {
    const auto before = run::use_of(::getpid()).open_files;
    const int more = ::dup(0);
    CHECK(run::use_of(::getpid()).open_files == before + 1);
    ::close(more);
    CHECK(run::use_of(0x7fffffff).open_files == 0);
}
