// SPDX-License-Identifier: Apache-2.0
#include <doctest.h>

#include <algorithm>
#include <numeric>

#include "collectors/logs/choose.hpp"

using namespace diag;
using namespace diag::logs;

namespace {

constexpr std::uint64_t mib = 1 << 20;
const Time now{milliseconds{1'795'464'000'000}};

LogFile file(std::string service, std::string name, std::uint64_t bytes, int hours_old) {
    static std::uint64_t inode = 100;
    LogFile made;
    made.service = std::move(service);
    made.name = made.path = "/logs/" + std::move(name);
    made.bytes = bytes;
    made.inode = ++inode;
    made.modified = now - std::chrono::hours{hours_old};
    return made;
}

Scope scope_of(std::uint64_t total, std::uint64_t each = 64 * mib) {
    Scope scope;
    scope.since = now - std::chrono::hours{24};
    scope.until = now;
    scope.total_limit = total;
    scope.file_limit = each;
    return scope;
}

std::uint64_t granted(const std::vector<LogFile>& files) {
    return std::accumulate(files.begin(), files.end(), std::uint64_t{0},
                           [](std::uint64_t sum, const LogFile& each) { return sum + each.limit; });
}

}  // namespace

TEST_CASE("logs: small demands are met in full and large ones share what is left") {
    CHECK(fair_shares({10, 20, 30}, 100) == std::vector<std::uint64_t>{10, 20, 30});
    CHECK(fair_shares({10, 500, 900}, 110) == std::vector<std::uint64_t>{10, 50, 50});
    CHECK(fair_shares({}, 100).empty());
    CHECK(fair_shares({5, 5}, 0) == std::vector<std::uint64_t>{0, 0});
}

TEST_CASE("logs: a file last changed before the window is listed, not taken") {
    std::vector files{file("covi", "new.log", 1000, 1), file("covi", "old.log", 1000, 25)};

    choose(files, scope_of(512 * mib), 0);

    CHECK(files[0].why == "");
    CHECK(files[0].limit >= 1000);
    CHECK(files[1].why == why::before_window);
}

TEST_CASE("logs: one service's flood does not push out the others") {
    std::vector files{file("covi", "access.log", 900 * mib, 0),
                      file("virga", "app.log", 2 * mib, 0), file("ares", "ares.log", mib, 3)};

    choose(files, scope_of(64 * mib), 0);

    CHECK(files[0].limit > 32 * mib);
    CHECK(files[1].limit >= 2 * mib);
    CHECK(files[2].limit >= mib);
    CHECK(granted(files) <= 64 * mib);
}

TEST_CASE("logs: one log's flood does not push out the other logs of its service") {
    std::vector files{file("covi", "access.log", 500 * mib, 0), file("covi", "app.log", mib, 1)};

    choose(files, scope_of(16 * mib), 0);

    CHECK(files[1].limit >= mib);
}

TEST_CASE("logs: where room ends the newest files of a log are kept") {
    std::vector files{file("covi", "app.2026-11-21.log", 60 * mib, 20),
                      file("covi", "app.log", 60 * mib, 0),
                      file("covi", "app.2026-11-22.log", 60 * mib, 10)};

    choose(files, scope_of(100 * mib), 0);

    CHECK(files[1].limit == 64 * mib);
    CHECK(files[2].limit > 0);
    CHECK(files[0].why == why::no_room);
    CHECK(granted(files) <= 100 * mib);
}

TEST_CASE("logs: the same inode is taken once") {
    std::vector files{file("covi", "app.log", 1000, 0), file("covi", "again.log", 1000, 0)};
    files[1].inode = files[0].inode;

    choose(files, scope_of(512 * mib), 0);

    CHECK(files[0].why == "");
    CHECK(files[1].why == why::same_file);
}

TEST_CASE("logs: a packed file is granted room for what it unpacks to") {
    std::vector files{file("covi", "app.2026-11-22.log.gz", mib, 1)};
    files[0].gzip = true;

    choose(files, scope_of(512 * mib), 0);

    CHECK(files[0].limit >= 10 * mib);
}

TEST_CASE("logs: a check reads little and unpacks nothing") {
    std::vector files{file("covi", "app.log", 900 * mib, 0), file("covi", "app.1.log.gz", mib, 1)};
    files[1].gzip = true;
    auto scope = scope_of(512 * mib);
    scope.brief = true;

    choose(files, scope, 0);

    CHECK(files[0].limit == 4 * mib);
    CHECK(files[1].why == why::brief);
}

TEST_CASE("logs: thousands of files end at a bound and never pass the total") {
    std::vector<LogFile> files;
    for (int i = 0; i < 5000; ++i)
        files.push_back(file("covi", "a" + std::to_string(i) + ".log", 1000, 1));

    choose(files, scope_of(32 * mib), 8 * mib);

    CHECK(granted(files) <= 24 * mib);
    CHECK(std::count_if(files.begin(), files.end(),
                        [](const LogFile& each) { return each.why == why::too_many; }) == 1000);
}
