// SPDX-License-Identifier: Apache-2.0
#include <doctest.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <cmath>

#include "collectors/capacity/ages.hpp"
#include "collectors/capacity/gather.hpp"
#include "collectors/capacity/growth.hpp"
#include "collectors/capacity/history.hpp"
#include "tests/collectors/capacity_given.hpp"
#include "tests/scratch.hpp"

using namespace diag;
using namespace diag::capacity;
using namespace diag::test;
using namespace diag::test::capacity_server;

using Ids = std::vector<std::string>;

namespace {

/// A file of so many bytes, last changed so many hours before `now`.
void old_file(const Scratch& scratch, const std::string& name, std::size_t bytes, int hours) {
    const auto path = scratch.file(name, std::string(bytes, 'x'));
    const auto seconds = now.time_since_epoch().count() / 1000 - hours * 3600;
    const timespec times[2]{{seconds, 0}, {seconds, 0}};
    REQUIRE(::utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
}

Ages counted(const std::string& path, std::uint64_t limit = 1000) {
    const auto ages = ages_of(path, now, limit, milliseconds{5'000});
    REQUIRE(ages);
    return *ages;
}

}  // namespace

TEST_CASE("capacity: files are counted by the day they were written, names are not kept") {
    const Scratch scratch;
    old_file(scratch, "main/00/one.jpg", 5'000, 1);
    old_file(scratch, "main/00/one.meta", 80, 1);
    old_file(scratch, "main/01/two.jpg", 30'000, 30);
    old_file(scratch, "main/01/three.jpg", 30'000, 24 * 20);

    const auto ages = counted(scratch.path());
    CHECK(ages.windows[0].files == 2);
    CHECK(ages.windows[0].pictures == 1);
    CHECK(ages.windows[1].pictures == 1);
    CHECK(ages.whole.files == 4);
    CHECK(ages.whole.bytes >= 65'000);
    CHECK((now - ages.oldest) / std::chrono::hours{24} == 20);
    CHECK_FALSE(ages.cut);
    CHECK(to_text(ages).find("main") == std::string::npos);
}

TEST_CASE("capacity: a link inside a store is not followed, the store itself may be one") {
    const Scratch scratch, elsewhere;
    old_file(elsewhere, "objs/a.jpg", 5'000, 1);
    std::filesystem::create_directory_symlink(elsewhere.path() / "objs", scratch.path() / "tenant");

    CHECK(counted(scratch.path()).whole.files == 0);
    CHECK(counted(scratch.path() / "tenant").whole.files == 1);
}

TEST_CASE("capacity: a count that was cut says so, and keeps only folders of a whole level") {
    const Scratch scratch;
    for (const auto* day : {"20261121", "20261122", "20261123"})
        for (int i = 0; i < 5; ++i)
            old_file(scratch, std::string("main/") + day + "/" + std::to_string(i), 2'000, 1);

    const auto some = counted(scratch.path(), 8);
    CHECK(some.cut);
    CHECK(some.dated.size() == 3);
    const auto less = counted(scratch.path(), 2);
    CHECK(less.cut);
    CHECK(less.dated.empty());
    CHECK_FALSE(written_rate(some, &Window::bytes, now));
}

TEST_CASE("capacity: a store that is not there is absent") {
    const auto ages = ages_of("/nonexistent/store", now, 10, milliseconds{2'000});

    REQUIRE_FALSE(ages);
    CHECK(ages.error().fault == Fault::absent);
}

TEST_CASE("capacity: days are read from the ways in which people name folders after them") {
    const auto day = day_named("2026-11-23");
    REQUIRE(day);
    CHECK(*day == 20'780);
    CHECK(day_named("main/2026/11/23") == day);
    CHECK(day_named("main/20261123") == day);
    for (const auto* other : {"", "/", "11/23", "2026/13/01", "20261323", "2026-02-30",
                              "1999-01-01", "20261123x", "2026_11_23", "00000000", "main/2026/11"})
        CHECK_FALSE(day_named(other));
}

TEST_CASE("capacity: what was written is a range over whole days, and of a young store unknown") {
    Ages ages;
    for (std::size_t i = 0; i < ages.windows.size(); ++i) ages.windows[i].bytes = 100 + i;
    ages.whole.files = 10;
    ages.oldest = now - std::chrono::days{30};

    const auto rate = written_rate(ages, &Window::bytes, now);
    REQUIRE(rate);
    CHECK(rate->low == 100);
    CHECK(rate->high == 106);
    CHECK(rate->days == 7);

    ages.oldest = now - std::chrono::hours{100};
    CHECK(written_rate(ages, &Window::bytes, now)->days == 4);
    ages.oldest = now - std::chrono::hours{70};
    CHECK_FALSE(written_rate(ages, &Window::bytes, now));
    ages.oldest = now - std::chrono::days{30};
    ages.unreadable = true;
    CHECK_FALSE(written_rate(ages, &Window::bytes, now));
}

TEST_CASE("capacity: of a store too big to count its dated folders tell, but not of today") {
    Ages ages;
    ages.cut = true;
    ages.whole.files = 4'000'000;
    for (std::size_t i = 0; i < 5; ++i) ages.by_name[i] = {10, 10, 1000 * (i + 1)};

    const auto rate = written_rate(ages, &Window::bytes, now);
    REQUIRE(rate);
    CHECK(rate->low == 3000);
    CHECK(rate->high == 5000);
    ages.by_name[4] = {};
    CHECK_FALSE(written_rate(ages, &Window::bytes, now));
}

TEST_CASE("capacity: net growth needs days, and one big file that came and went does not make it") {
    Readings readings;
    for (int day = 12; day >= 0; --day)
        readings.emplace_back(now - std::chrono::days{day}, 1000.0 + 10 * (12 - day));
    readings[6].second += 500;

    const auto rate = net_rate(readings, 3);
    REQUIRE(rate);
    CHECK(rate->low > -100);
    CHECK(rate->high < 200);
    CHECK(rate->low <= 10);
    CHECK(rate->high >= 10);
    CHECK_FALSE(net_rate({readings.end() - 3, readings.end()}, 3));
    Readings afternoon{readings.front()};
    for (int minute = 9; minute >= 0; --minute)
        afternoon.emplace_back(now - std::chrono::minutes{minute}, 2000.0);
    CHECK_FALSE(net_rate(afternoon, 3));
    CHECK_FALSE(net_rate({readings.begin(), readings.begin() + 5}, 6));
}

TEST_CASE("capacity: days left are a range, open where it may never be full") {
    CHECK(days_text(*days_left(1000, 50, 100)) == "10-20 d");
    CHECK(days_text(*days_left(1000, 100, 100)) == "10 d");
    CHECK(days_text(*days_left(1000, -5, 100)) == "> 10 d");
    CHECK(days_text(*days_left(10, 100, 100)) == "< 1 d");
    CHECK(days_text(*days_left(1e18, 0.5, 1)) == "> 3650 d");
    CHECK_FALSE(days_left(1000, -5, 0));
    CHECK_FALSE(days_left(1000, NAN, NAN));
}

TEST_CASE("capacity: a drive that is sure to be full in a month is a warning, in a week critical") {
    GivenServer server;
    server.objects = {500, 490, 480, 470, 460, 450, 440};
    server.objects_free = 200;

    const auto judgement = server.judged();
    const auto* full = finding(judgement, "capacity.drive_full");
    REQUIRE(full);
    CHECK(full->severity == Severity::warning);
    CHECK(full->parameters.at("days") == "20 d");
    CHECK(full->parameters.at("mount") == "/srv/objects");
    CHECK(finding(judgement, "capacity.grow_first")->parameters.at("part") == "/srv/objects");

    server.objects_free = 60;
    CHECK(finding(server.judged(), "capacity.drive_full")->severity == Severity::critical);
    server.brief = true;
    CHECK(finding(server.judged(), "capacity.drive_full"));
}

TEST_CASE("capacity: a drive that only its fastest days would fill soon is a note with both ends") {
    GivenServer server;
    server.objects = {500, 470, 468, 466, 436, 434, 432, 430};
    server.data.resize(8, 50);
    server.objects_free = 300;

    const auto judgement = server.judged();
    const auto* may = finding(judgement, "capacity.drive_may_fill");
    REQUIRE(may);
    CHECK(may->severity == Severity::info);
    CHECK(may->parameters.at("days").find('-') != std::string::npos);
    CHECK_FALSE(finding(judgement, "capacity.drive_full"));
    CHECK_FALSE(finding(judgement, "capacity.grow_first"));
}

TEST_CASE("capacity: what was written gives a soonest day and no latest, as deletions are unseen") {
    GivenServer server;
    server.objects = {500};
    server.data = {50};
    server.objects_free = 20;
    server.written(30'000, 30);

    const auto judgement = server.judged();
    const auto* may = finding(judgement, "capacity.drive_may_fill_written");
    REQUIRE(may);
    CHECK(may->parameters.at("days") == "> 20 d");
    CHECK_FALSE(finding(judgement, "capacity.drive_full"));
    // The database grows by the vendor's 1 KB an event.
    CHECK(fact(judgement, "capacity.drive").find("/srv/data") == 0);
}

TEST_CASE("capacity: where growth cannot be known that is said with the reason, and no number") {
    GivenServer server;
    server.objects = {500};
    server.data = {50};
    server.written(2'000'000, 30, true);

    const auto judgement = server.judged();
    const auto* unknown = finding(judgement, "capacity.growth_unknown");
    REQUIRE(unknown);
    CHECK(unknown->severity == Severity::info);
    CHECK(unknown->parameters.at("mount") == "/srv/data");
    CHECK(fact(judgement, "capacity.drive").empty());
    server.brief = true;
    CHECK_FALSE(finding(server.judged(), "capacity.growth_unknown"));
}

TEST_CASE("capacity: images and database on one drive fill it together") {
    GivenServer server;
    server.mountinfo = mounted("28", "8:1", "/", "ext4");
    server.objects = {500};
    server.data = {500};
    server.objects_free = server.data_free = 20;
    server.written(30'000, 30);

    const auto judgement = server.judged();
    const auto* may = finding(judgement, "capacity.drive_may_fill_written");
    REQUIRE(may);
    CHECK(may->parameters.at("mount") == "/");
    CHECK(may->parameters.at("folders").find("mongo/data, ") != std::string::npos);
    CHECK(may->parameters.at("days") == "> 19 d");
}

TEST_CASE("capacity: runs are remembered at most once an hour, whatever their clock did") {
    const Measured measured{.time = now, .drives = {{"/srv", 123'456'789'012}}};
    const auto past = measured_in(to_line(measured) + "\nnonsense\n", now);

    REQUIRE(past.size() == 1);
    CHECK(past.front().drives == measured.drives);
    CHECK_FALSE(is_due(past, now + std::chrono::minutes{59}));
    CHECK(is_due(past, now + std::chrono::hours{1}));
    CHECK(is_due({}, now));
    CHECK(measured_in(to_line(measured), now - std::chrono::seconds{1}).empty());
}

TEST_CASE("capacity: of what mongod tells only the whole size is kept") {
    const auto bytes = bytes_in(
        R"({"databases": [{"name": "people", "sizeOnDisk": 4096}], "totalSize": 8192.0, "ok": 1.0})");
    REQUIRE(bytes);
    CHECK(*bytes == R"({"bytes":8192})");

    const auto denied = bytes_in(R"({"ok": 0.0, "errmsg": "requires authentication", "code": 13})");
    CHECK(denied.error().fault == Fault::denied);
    CHECK(bytes_in(R"({"ok": 1.0, "totalSize": -4})").error().fault == Fault::malformed);
}
