// SPDX-License-Identifier: Apache-2.0
#include "agent/upgrade/holding.hpp"

#include <doctest/doctest.h>

#include "tests/upgrade/sample.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::upgrade;

namespace {

Here here_of(const Permit& permit) {
    return {.now = now + 1h,
            .to = permit.to,
            .recorded = now + 1h,
            .server = permit.server,
            .backup = permit.backup.file,
            .waivers = {permit.set_aside.front().waiver}};
}

std::string why(const Permit& permit, const Here& here) {
    const auto answer = holds(permit, here);
    if (answer) return {};
    CHECK(answer.error().fault == Fault::denied);
    return answer.error().what;
}

}  // namespace

TEST_CASE("a permit holds while nothing has changed") {
    const auto permit = sample_permit();
    CHECK(why(permit, here_of(permit)).empty());
}

TEST_CASE("a permit is for one version") {
    const auto permit = sample_permit();
    auto here = here_of(permit);
    here.to = version("3.34.1");
    CHECK(why(permit, here) == "The permit is for SAFR 3.34.0, not for 3.34.1.");
}

TEST_CASE("a permit holds neither before it was written nor once it has expired") {
    const auto permit = sample_permit();
    auto here = here_of(permit);
    here.now = permit.until - 1ms;
    CHECK(why(permit, here).empty());
    here.now = permit.until;
    CHECK(why(permit, here) == "The permit expired at 2026-11-27T15:00Z.");
    here.now = permit.made - 1ms;
    CHECK(why(permit, here).ends_with("the clock was set back."));
}

TEST_CASE("a permit that expired does not hold again when the clock is set back") {
    const auto permit = sample_permit();
    auto here = here_of(permit);
    here.recorded = here.now + longest_step_back;
    CHECK(why(permit, here).empty());
    here.recorded += 1ms;
    CHECK(why(permit, here) ==
          "The clock was set back: since the permit was written it was 2026-11-27T12:05Z here, and "
          "now it is 2026-11-27T12:00Z.");
    here.recorded = permit.until + 1h;
    CHECK(why(permit, here).starts_with("The clock was set back"));
    // What expired is said to have: nobody needs to hear of the clock.
    here.now = permit.until;
    CHECK(why(permit, here).starts_with("The permit expired"));
}

TEST_CASE("any change of the backup's file ends a permit") {
    const auto permit = sample_permit();
    for (const auto change : {0, 1, 2, 3, 4, 5}) {
        CAPTURE(change);
        auto here = here_of(permit);
        auto marks = permit.backup.file;
        if (change == 0) marks.bytes += 1;
        if (change == 1) marks.inode += 1;
        if (change == 2) marks.modified += 1;
        if (change == 3) marks.changed += 1;
        if (change == 4) marks.below = "x";
        if (change == 5) marks.path += "x";
        here.backup = marks;
        REQUIRE(why(permit, here).find("is not the file that was proven") != std::string::npos);
    }
}

TEST_CASE("a backup that is gone or does not answer ends a permit, each in its own words") {
    const auto permit = sample_permit();
    auto here = here_of(permit);
    here.backup = Error{Fault::absent, "no such file"};
    CHECK(why(permit, here).ends_with(" is gone."));
    here.backup = Error{Fault::timed_out, "the mount does not answer"};
    CHECK(why(permit, here).find("the mount does not answer") != std::string::npos);
}

TEST_CASE(
    "a permit ends when a reading took its proof back, though the file is the same by its marks") {
    const auto permit = sample_permit();
    auto here = here_of(permit);
    here.taken_back = true;
    CHECK(
        why(permit, here)
            .ends_with(" could not be read again as it was proven, since the permit was written."));
    here.backup = Error{Fault::absent, "no such file"};
    CHECK(why(permit, here).ends_with(" is gone."));
}

TEST_CASE("another server, and other programs of SAFR, end a permit") {
    const auto permit = sample_permit();
    auto here = here_of(permit);
    here.server = ServerMarks{std::string(64, 'f'), permit.server.programs};
    CHECK(why(permit, here) == "The permit is for another server.");
    here.server = ServerMarks{permit.server.machine, std::string(64, 'f')};
    CHECK(why(permit, here).starts_with("SAFR's programs or configuration have changed"));
    here.server = Error{Fault::absent, "/etc/machine-id: no such file"};
    CHECK(why(permit, here).find("/etc/machine-id") != std::string::npos);
}

TEST_CASE("a waiver that was taken back ends the permits that rest on it") {
    const auto permit = sample_permit();
    auto here = here_of(permit);
    here.waivers = {"019ab3c4-1111-7f80-9123-456789abcdef"};
    CHECK(why(permit, here).starts_with("The condition licence was set aside"));
}

TEST_CASE("a permit without a backup asks for none") {
    auto permit = sample_permit();
    permit.with_backup = false;
    auto here = here_of(permit);
    here.backup = Error{Fault::bug, "not looked at"};
    CHECK(why(permit, here).empty());
}
