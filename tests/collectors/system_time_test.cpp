// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "collectors/system/time_sync.hpp"
#include "tests/collectors/system_world.hpp"

namespace diag::test {
namespace {

using collectors::system;

FakeWorld with_chrony(const std::string& csv) {
    auto fake = healthy_server();
    fake.programs.answers.insert_or_assign(chrony_call, said(csv));
    return fake;
}

/// The healthy server with another time service, or none.
FakeWorld with_daemon(const std::string& name) {
    auto fake = healthy_server();
    fake.files.directories["/proc"] = {"1", "2210", "2844"};
    fake.programs.answers.erase(chrony_call);
    if (!name.empty()) add_process(fake, 612, name);
    return fake;
}

TEST_CASE("system: chrony in good order is a fact with source and offset") {
    auto fake = healthy_server();

    const auto seen = examine(system, fake);

    CHECK(fact_of(seen, "system.time_source") == "chronyd, 192.168.10.1");
    CHECK(fact_of(seen, "system.clock_offset") == "0.012 ms");
}

TEST_CASE("system: chrony without a source is a warning") {
    auto fake = with_chrony(fixture("system/time/chronyc_lost.csv"));

    CHECK(ids_of(examine(system, fake)) == "system.clock_unsynchronised=warning ");
}

TEST_CASE("system: 50 ms off is a warning, more than SAFR allows cameras is critical") {
    const std::string head = "C0A80A01,10.0.0.1,3,1795463700.5,";
    const std::string tail = ",0,0,0,0,0,0,0,64,Normal\n";
    auto near = with_chrony(head + "-0.061" + tail);
    auto far = with_chrony(head + "6.5" + tail);
    auto fine = with_chrony(head + "0.049" + tail);

    CHECK(ids_of(examine(system, near)) == "system.clock_offset=warning ");
    CHECK(ids_of(examine(system, far)) == "system.clock_offset=critical ");
    CHECK(ids_of(examine(system, fine)) == "");
}

TEST_CASE("system: a source not heard for hours is told although chrony says Normal") {
    auto fake = with_chrony("C0A80A01,10.0.0.1,3,1795440000.5,0.0001,0,0,0,0,0,0,0,1024,Normal\n");

    const auto seen = examine(system, fake);

    CHECK(ids_of(seen) == "system.clock_source_silent=warning ");
    CHECK(parameter(seen, "system.clock_source_silent", "silence").starts_with("6 h 3"));
}

TEST_CASE("system: a clock that follows only itself is a warning") {
    auto fake = with_chrony("7F7F0101,,10,1795463999.0,0,0,0,0,0,0,0,0,64,Normal\n");

    CHECK(ids_of(examine(system, fake)) == "system.clock_follows_itself=warning ");
}

TEST_CASE("system: timesyncd tells its offset") {
    auto fake = with_daemon("systemd-timesyn");
    fake.programs.answers.insert_or_assign("timedatectl timesync-status --no-pager",
                                           said(fixture("system/time/timesync_status.txt")));

    const auto seen = examine(system, fake);

    CHECK(ids_of(seen) == "system.clock_offset=warning ");
    CHECK(parameter(seen, "system.clock_offset", "offset") == "61 ms");
}

TEST_CASE("system: ntpd's chosen peer counts, not the others") {
    auto fake = with_daemon("ntpd");
    fake.programs.answers.insert_or_assign("ntpq -pn", said(fixture("system/time/ntpq.txt")));

    const auto seen = examine(system, fake);

    CHECK(ids_of(seen) == "");
    CHECK(fact_of(seen, "system.time_source") == "ntpd, 192.168.10.1");
    CHECK(fact_of(seen, "system.clock_offset") == "0.731 ms");
}

TEST_CASE("system: a server where nothing keeps the clock is a warning") {
    auto fake = with_daemon("");

    CHECK(ids_of(examine(system, fake)) == "system.time_daemon_missing=warning ");
}

TEST_CASE("system: no time service among hidden processes is unknown, not missing") {
    auto fake = with_daemon("");
    fake.files.directories["/proc"] = {"2210"};

    CHECK(ids_of(examine(system, fake)) == "system.time_unknown=unknown ");
}

TEST_CASE("system: CentOS 7's timedatectl has no show, its status is read") {
    auto fake = with_daemon("");
    fake.programs.answers.insert_or_assign("timedatectl show",
                                           said("", 1, "Unknown operation show.\n"));
    fake.programs.answers.insert_or_assign("timedatectl status",
                                           said(fixture("system/time/timedatectl_centos7.txt")));

    CHECK(ids_of(examine(system, fake)) == "system.clock_unsynchronised=warning ");
}

TEST_CASE("system: a kernel that says it is synchronised needs no service we know") {
    auto fake = with_daemon("");
    fake.programs.answers.insert_or_assign("timedatectl show",
                                           said("NTP=no\nNTPSynchronized=yes\n"));

    CHECK(ids_of(examine(system, fake)) == "");
}

TEST_CASE("system: two time services at once pull the clock apart") {
    auto fake = healthy_server();
    add_process(fake, 612, "ntpd");

    CHECK(ids_of(examine(system, fake)) == "system.time_daemons_rival=warning ");
}

TEST_CASE("system: jumps are counted once each, however many programs noticed them") {
    const auto jumps = host::jumps_told(fixture("system/time/jumps_journal.log"),
                                        Time{milliseconds{1'795'464'000'000}});

    REQUIRE(jumps.size() == 6);
    CHECK(jumps[0].seconds == doctest::Approx(-3.204518));
    CHECK(jumps[1].seconds == doctest::Approx(7.5));
}

TEST_CASE("system: more than five jumps in a day are a warning") {
    auto fake = healthy_server();
    const auto log = fixture("system/time/jumps_journal.log");
    const std::string common =
        "journalctl -q --no-pager -o short-iso --since -24h -n 2000 -t chronyd "
        "-t ntpd -t ntpdate -t systemd-timesyncd";
    fake.programs.answers.insert_or_assign(common, said(log));

    const auto seen = examine(system, fake);

    CHECK(ids_of(seen) == "system.time_jumps=warning ");
    CHECK(parameter(seen, "system.time_jumps", "largest") == "7.5 s");
}

TEST_CASE("system: a clock set by an hour between two runs is seen from the time of boot") {
    auto fake = healthy_server();
    const auto first = examine(system, fake);
    fake.scope.past = std::string(*item(first.evidence, "snapshot")) + "\n";
    auto& stat = fake.files.second_texts["/proc/stat"];
    stat.replace(stat.find("1795161600"), 10, "1795165200");
    fake.clock.time += std::chrono::minutes{90};

    const auto seen = examine(system, fake);

    CHECK(ids_of(seen) == "system.time_jump=warning ");
    CHECK(parameter(seen, "system.time_jump", "seconds") == "3600 s");
}

TEST_CASE("system: a clock in the past is critical") {
    auto fake = healthy_server();
    fake.clock.time = Time{milliseconds{946'684'800'000}};

    CHECK(examine(system, fake).finding("system.clock_wrong") != nullptr);
}

TEST_CASE("system: spans as systemd writes them") {
    CHECK(host::span_ms("+1.234ms") == doctest::Approx(1.234));
    CHECK(host::span_ms("-3us") == doctest::Approx(-0.003));
    CHECK(host::span_ms("1min 2.5s") == doctest::Approx(62'500));
    CHECK_FALSE(host::span_ms("n/a"));
}

TEST_CASE("system: restarts, and an end without shutdown, are told") {
    auto fake = healthy_server();
    fake.files.texts["/proc/uptime"] = "600.00 1000.00\n";
    std::string lines;
    for (int i = 0; i < 12; ++i)
        lines +=
            "2026-11-23T19:40:0" + std::to_string(i % 10) + "+0000 recog01 java[2210]: event\n";
    fake.programs.answers.insert_or_assign("journalctl -q --no-pager -o short-iso -b -1 -n 40",
                                           said(lines));

    CHECK(ids_of(examine(system, fake)) == "system.rebooted=info system.unclean_shutdown=warning ");

    lines += "2026-11-23T19:40:10+0000 recog01 systemd-journald[301]: Journal stopped\n";
    fake.programs.answers.insert_or_assign("journalctl -q --no-pager -o short-iso -b -1 -n 40",
                                           said(lines));
    CHECK(ids_of(examine(system, fake)) == "system.rebooted=info ");
}

}  // namespace
}  // namespace diag::test
