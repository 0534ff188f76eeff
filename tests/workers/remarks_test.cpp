// SPDX-License-Identifier: Apache-2.0
#include "agent/run/remarks.hpp"

#include <doctest/doctest.h>

using namespace diag::run;

TEST_CASE("remarks: what a worker was denied stands beside how it ended, each call once") {
    Remarks remarks;
    CHECK(remarks.beside("", true).empty());
    for (const char* call : {"mount", "mount", "call 217"}) remarks.denied(call);
    CHECK(remarks.beside("threw an exception", false) ==
          "threw an exception; tried what no worker may, and was denied: mount, call 217");
}

TEST_CASE("remarks: a worker that is no longer ours cannot write into its outcome") {
    Remarks remarks;
    for (const char* call :
         {"", "<b>", "a\nb", "password=hunter2", "aaaaaaaaaabbbbbbbbbbcccccccccc_dd",
          "password hunter2", "hunter2", "call", "call ", "call 12345", "call 1a", "call  1"})
        remarks.denied(call);
    CHECK(remarks.beside("", true).empty());
    for (int i = 0; i < 100; ++i) remarks.denied("call " + std::to_string(i));
    CHECK(remarks.beside("", true).ends_with("call 6, call 7"));
}

TEST_CASE("remarks: a limit that was near is warned of once, and told where it was passed") {
    Remarks remarks;
    CHECK(remarks.warned("ms", "has used 9 of the 10 ms that it may"));
    CHECK_FALSE(remarks.warned("ms", "has used 10 of the 10 ms that it may"));
    CHECK(remarks.beside("", true).empty());
    CHECK(remarks.beside("", false) == "before: has used 9 of the 10 ms that it may");
}

TEST_CASE("remarks: a kernel without a filter is told of") {
    Remarks remarks;
    remarks.unfiltered();
    CHECK(remarks.beside("", true) == "this kernel has no filter of system calls");
}

TEST_CASE("remarks: a limit is near from four fifths on, and none where there is none") {
    CHECK_FALSE(is_near(79, 100));
    CHECK(is_near(80, 100));
    CHECK_FALSE(is_near(1'000'000, 0));
}
