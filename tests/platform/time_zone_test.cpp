// SPDX-License-Identifier: Apache-2.0
#include "platform/time_zone.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <ctime>
#include <random>

#include "platform/time_zone_rule.hpp"
#include "tests/fakes.hpp"

namespace diag {
namespace {

using namespace std::chrono;

/// TZ is of the whole process: it has its old value again at the end.
class ZoneOfProcess {
public:
    explicit ZoneOfProcess(const std::string& name) {
        if (const char* old = std::getenv("TZ")) old_ = old;
        ::setenv("TZ", (":" + name).c_str(), 1);
        ::tzset();
    }
    ~ZoneOfProcess() {
        if (old_)
            ::setenv("TZ", old_->c_str(), 1);
        else
            ::unsetenv("TZ");
        ::tzset();
    }

    static seconds offset_at(Time time) {
        const auto when = static_cast<std::time_t>(floor<seconds>(time).time_since_epoch().count());
        std::tm parts{};
        ::localtime_r(&when, &parts);
        return seconds{parts.tm_gmtoff};
    }

private:
    std::optional<std::string> old_;
};

const std::vector<std::string> zones{
    "UTC",           "Europe/Madrid",       "America/New_York",    "America/Sao_Paulo",
    "Africa/Cairo",  "America/Mexico_City", "Australia/Lord_Howe", "Africa/Casablanca",
    "Asia/Kolkata",  "Pacific/Kiritimati",  "Pacific/Apia",        "America/St_Johns",
    "Europe/Dublin", "Antarctica/Troll",    "America/Nuuk",        "Asia/Gaza"};

TEST_CASE("time zone: tells at every moment what the C library tells") {
    std::mt19937_64 chance(8'536);
    for (const auto& name : zones) {
        const auto zone = time_zone_named(system_files(), name);
        REQUIRE_MESSAGE(zone, name);
        const ZoneOfProcess same(name);
        // From 1970 to 2150.
        for (int n = 0; n < 4'000; ++n) {
            const Time at{seconds{static_cast<std::int64_t>(chance() % 5'680'281'600)}};
            CHECK_MESSAGE(zone->offset_at(at) == ZoneOfProcess::offset_at(at),
                          name << " " << to_text(at));
        }
    }
}

TEST_CASE("time zone: a local time comes first when the clock shows it, or has jumped over it") {
    const auto madrid = time_zone_named(system_files(), "Europe/Madrid");
    REQUIRE(madrid);
    const auto at = [&](local_days day, minutes time) {
        return to_text(madrid->instant(local_time<milliseconds>{day} + time)).substr(0, 16);
    };
    CHECK(at(local_days{2026y / March / 29}, 1h + 59min) == "2026-03-29T00:59");
    CHECK(at(local_days{2026y / March / 29}, 2h) == "2026-03-29T01:00");
    CHECK(at(local_days{2026y / March / 29}, 2h + 30min) == "2026-03-29T01:00");
    CHECK(at(local_days{2026y / March / 29}, 3h) == "2026-03-29T01:00");
    CHECK(at(local_days{2026y / October / 25}, 2h + 30min) == "2026-10-25T00:30");
    CHECK(at(local_days{2026y / October / 25}, 3h) == "2026-10-25T02:00");
    CHECK(at(local_days{2150y / July / 1}, 0h) == "2150-06-30T22:00");
}

TEST_CASE("time zone: the instant of a local time is the first that shows it or more, everywhere") {
    std::mt19937_64 chance(5'652);
    for (const auto& name : zones) {
        const auto zone = time_zone_named(system_files(), name);
        REQUIRE(zone);
        for (int n = 0; n < 1'000; ++n) {
            const local_time<milliseconds> wanted{
                seconds{static_cast<std::int64_t>(chance() % 5'680'281'600)}};
            const auto at = zone->instant(wanted);
            CHECK(zone->local(at) >= wanted);
            for (const auto before : {milliseconds{1}, milliseconds{1min}, milliseconds{2h}})
                CHECK(zone->local(at - before) < wanted);
        }
    }
}

TEST_CASE("time zone: names lead nowhere but into the system's table") {
    for (const std::string name : {"", "../../etc/passwd", "/etc/localtime", "Europe/../UTC", ".",
                                   "Europe/Madrid\n", "a b"}) {
        const auto zone = time_zone_named(system_files(), name);
        REQUIRE_FALSE(zone);
        CHECK(zone.error().fault == Fault::malformed);
    }
    CHECK(time_zone_named(system_files(), "Europe/Nowhere").error().fault == Fault::absent);
    CHECK_FALSE(time_zone_named(system_files(), "Europe"));
    // A file of that folder which is no zone.
    CHECK(time_zone_named(system_files(), "tzdata-version").error().fault != Fault::bug);
    test::FakeFiles without;
    CHECK(time_zone_named(without, "UTC"));
    CHECK(time_zone_named(without, "Europe/Madrid").error().what.find("tzdata") !=
          std::string::npos);
}

TEST_CASE("time zone: the system's own is told by its link, else it is UTC") {
    test::FakeFiles files;
    CHECK(local_zone_name(files) == "UTC");
    const auto madrid = system_files().read("/usr/share/zoneinfo/Europe/Madrid", 64 << 10);
    REQUIRE(madrid);
    files.links["/etc/localtime"] = "../usr/share/zoneinfo/Europe/Madrid";
    CHECK(local_zone_name(files) == "UTC");
    files.texts["/usr/share/zoneinfo/Europe/Madrid"] = *madrid;
    CHECK(local_zone_name(files) == "Europe/Madrid");
    files.links["/etc/localtime"] = "/srv/zone";
    CHECK(local_zone_name(files) == "UTC");
}

TEST_CASE("time zone: a table that is cut or altered is refused or read, never believed blindly") {
    const auto whole = system_files().read("/usr/share/zoneinfo/Europe/Madrid", 64 << 10);
    REQUIRE(whole);
    for (std::size_t length = 0; length + 1 < whole->size(); length += 7)
        CHECK_FALSE(TimeZone::from(whole->substr(0, length)));
    for (std::size_t at = 0; at < whole->size(); at += 3) {
        auto altered = *whole;
        altered[at] = static_cast<char>(altered[at] ^ 0x80);
        const auto zone = TimeZone::from(altered);
        if (zone) CHECK(abs(zone->offset_at(Time{})) < 26h);
    }
    auto old = *whole;
    old[4] = '\0';
    CHECK(TimeZone::from(old).error().fault == Fault::unsupported);
}

TEST_CASE("time zone: the rule at the end of a table is read as RFC 8536 writes it") {
    const auto rule = zone_rule_from("IST-1GMT0,M10.5.0,M3.5.0/1");
    REQUIRE(rule);
    CHECK(rule->standard == 3'600);
    CHECK(rule->daylight == 0);
    CHECK(rule->begins.in(2026) == local_days{2026y / October / 25} + 2h);
    const auto negative = zone_rule_from("<-02>2<-01>,M3.5.0/-1,M10.5.0/0");
    REQUIRE(negative);
    CHECK(negative->standard == -7'200);
    CHECK(negative->daylight == -3'600);
    CHECK(negative->begins.in(2026) == local_days{2026y / March / 28} + 23h);
    const auto by_day = zone_rule_from("AAA3BBB,J60/0,59/24:30:15");
    REQUIRE(by_day);
    CHECK(by_day->begins.in(2028) == local_days{2028y / March / 1} + 0h);
    CHECK(by_day->begins.in(2027) == local_days{2027y / March / 1} + 0h);
    CHECK(by_day->ends.in(2028) == local_days{2028y / March / 1} + 30min + 15s);
    CHECK(zone_rule_from("UTC0")->saves_daylight == false);
    for (const auto* const wrong :
         {"", "UTC", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M1.1.0",
          "CET-1CEST,M3.6.0,M1.1.0", "CET-1CEST,M3.5.7,M1.1.0", "CET-1CEST,J0,J1", "C1", "<CET-1",
          "CET-1CEST,M3.5.0,M10.5.0/168", "CET-1CEST,M3.5.0,M10.5.0 ", "CET-25"})
        CHECK_FALSE_MESSAGE(zone_rule_from(wrong), wrong);
}

}  // namespace
}  // namespace diag
