// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>

#include "collectors/disk/history.hpp"
#include "tests/collectors/disk_world.hpp"

using namespace diag;
using namespace diag::test;
using namespace std::chrono_literals;

namespace {

/// `count` earlier runs, `step` apart, the last one `step` ago, with `used` GiB of 1000 on the data
/// mount.
template <class Used>
std::string history(int count, milliseconds step, Used used) {
    const FakeClock clock;
    std::string lines;
    for (int i = 0; i < count; ++i) {
        diag::disk::Moment moment;
        moment.time = clock.time - step * (count - i);
        moment.uptime = 1ms;
        moment.boot = "an earlier one";
        moment.fills["/srv/safr data"] = {
            .used = static_cast<std::uint64_t>(used(i) * static_cast<double>(gib)),
            .capacity = 1000 * gib,
            .inodes_used = 100'000,
            .inodes = 1'000'000};
        lines += diag::disk::write_moment(moment) + "\n";
    }
    return lines;
}

const Chart* chart(const Seen& seen, std::string_view id, std::string_view subject) {
    for (const auto& each : seen.judgement.charts)
        if (each.id == id && each.subject == subject) return &each;
    return nullptr;
}

}  // namespace

TEST_CASE("disk: little space left is critical, less than comfortable a warning") {
    auto world = server();
    world.paths.spaces.insert_or_assign("/", space(200, 10));
    const auto full = examine(subject, world);
    REQUIRE(full.finding("disk.space_critical"));
    CHECK(full.finding("disk.space_critical")->parameters.at("free") == "10.0 GiB");
    CHECK(full.finding("disk.space_critical")->parameters.at("percent") == "5 %");

    world.paths.spaces.insert_or_assign("/", space(200, 25));
    const auto low = examine(subject, world);
    CHECK(low.finding("disk.space_low"));
    CHECK_FALSE(low.finding("disk.space_critical"));
}

TEST_CASE("disk: what is kept for root is not free, as df counts it") {
    auto world = server();
    auto reserved = space(200, 100);
    reserved.bytes_available = 8 * gib;
    world.paths.spaces.insert_or_assign("/", reserved);

    const auto seen = examine(subject, world);

    REQUIRE(seen.finding("disk.space_critical"));
    CHECK(seen.finding("disk.space_critical")->parameters.at("percent") == "7 %");
}

TEST_CASE("disk: 5 % of a huge store is still much, so it is a warning") {
    auto world = server();
    world.paths.spaces.insert_or_assign("/srv/objects", space(8000, 400));

    const auto seen = examine(subject, world);

    CHECK(seen.finding("disk.space_low"));
    CHECK_FALSE(seen.finding("disk.space_critical"));
}

TEST_CASE("disk: a full image, a full CD and a full EFI partition alarm nobody as critical") {
    auto world = server();
    world.paths.spaces.insert_or_assign("/snap/core20/2318", space(1, 0));
    world.paths.spaces.insert_or_assign("/media/cdrom0", space(1, 0));
    world.paths.spaces.insert_or_assign(
        "/boot/efi", Space{.bytes_total = gib, .bytes_free = 1 << 20, .bytes_available = 1 << 20});

    const auto seen = examine(subject, world);

    CHECK_FALSE(seen.finding("disk.space_critical"));
    REQUIRE(seen.finding("disk.space_low"));
    CHECK(seen.finding("disk.space_low")->parameters.at("mount") == "/boot/efi");
    CHECK_FALSE(seen.finding("disk.inodes_low"));
}

TEST_CASE("disk: full working memory is a warning, and critical where SAFR keeps data in it") {
    auto world = server();
    world.files.texts["/proc/self/mountinfo"] +=
        "60 28 0:70 / /srv/ram rw,relatime - tmpfs tmpfs rw,size=1g\n"
        "61 28 0:71 / /srv/sealed ro,relatime - tmpfs tmpfs ro,size=4k\n";
    world.paths.spaces.insert_or_assign("/srv/ram", space(1, 0));
    world.paths.spaces.insert_or_assign("/srv/sealed", space(1, 0));
    const auto plain = examine(subject, world);
    REQUIRE(plain.finding("disk.space_low"));
    CHECK_FALSE(plain.finding("disk.space_critical"));
    CHECK_FALSE(plain.evidence.contains("space.61"));

    world.paths.resolutions.insert_or_assign("/opt/RealNetworks/SAFR/cv-storage",
                                             at("/srv/ram/cv"));
    CHECK(examine(subject, world).finding("disk.space_critical"));
}

TEST_CASE("disk: inodes run out before bytes where files are small") {
    auto world = server();
    auto many = space(1000, 600);
    many.inodes_free = 15'000;
    world.paths.spaces.insert_or_assign("/srv/safr data", many);

    const auto seen = examine(subject, world);

    REQUIRE(seen.finding("disk.inodes_low"));
    CHECK(seen.finding("disk.inodes_low")->severity == Severity::critical);
    CHECK_FALSE(seen.finding("disk.space_low"));
}

TEST_CASE("disk: a threshold from the configuration is the one that counts") {
    auto world = server();

    CHECK(examine(subject, world, {{"disk.free_critical", 80.0}, {"disk.free_plenty", 1000.0}})
              .finding("disk.space_critical"));
}

TEST_CASE("disk: growth that fills the disk within a day is a warning with its figures") {
    auto world = server();
    world.scope.past = history(12, 15min, [](int i) { return 280.0 + 10.0 * i; });

    const auto seen = examine(subject, world);

    const auto* found = seen.finding("disk.full_soon");
    REQUIRE(found);
    CHECK(found->severity == Severity::warning);
    CHECK(found->parameters.at("left") == "15 h");
    CHECK(found->parameters.at("rate") == "40.0 GiB/h");
}

TEST_CASE("disk: a rise that came and went on the days before is no alarm") {
    auto world = server();
    // Every day 120 GiB come within six hours and are cleared; so today.
    world.scope.past = history(24 * 4 * 4, 15min, [](int i) {
        const int since_midnight = (i + 13) % 96;
        return 270.0 + (since_midnight < 24 ? 10.0 * since_midnight : 0);
    });

    CHECK_FALSE(examine(subject, world).finding("disk.full_soon"));
}

TEST_CASE("disk: slow growth over days is information, with the days left") {
    auto world = server();
    world.scope.past = history(24 * 7, 1h, [](int i) { return 64.0 + 2.0 * i; });

    const auto seen = examine(subject, world);

    REQUIRE(seen.finding("disk.full_in_days"));
    CHECK(seen.finding("disk.full_in_days")->parameters.at("left") == "12 d");
    CHECK_FALSE(seen.finding("disk.full_soon"));
}

TEST_CASE("disk: a first run says that it cannot foretell yet") {
    auto world = server();

    const auto seen = examine(subject, world);

    CHECK(seen.finding("disk.history_short"));
    CHECK(seen.judgement.charts.empty());
}

TEST_CASE("disk: the fill chart ends now, and its forecast starts there") {
    auto world = server();
    world.scope.past = history(12, 15min, [](int i) { return 280.0 + 10.0 * i; });

    const auto seen = examine(subject, world);

    const auto* fill = chart(seen, "disk.fill", "/srv/safr data");
    REQUIRE(fill);
    REQUIRE(fill->series.size() == 1);
    CHECK(fill->series[0].points.size() == 13);
    CHECK(fill->series[0].points.back().second == doctest::Approx(40));
    REQUIRE(fill->forecast.size() == 1);
    CHECK(fill->forecast[0].points.front() == fill->series[0].points.back());
    CHECK(fill->forecast[0].points.back().second == doctest::Approx(100));
}

TEST_CASE("disk: a run remembers what the next one needs") {
    auto world = server();
    const auto first = examine(subject, world);

    world.scope.past = *first.evidence.at("remember") + "\n";
    world.clock.sleep(10min);
    const auto second = examine(subject, world);

    const auto* fill = chart(second, "disk.fill", "/srv/safr data");
    REQUIRE(fill);
    CHECK(fill->series[0].points.size() == 2);
    CHECK(subject.remembers == "remember");
}
