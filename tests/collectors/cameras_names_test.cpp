// SPDX-License-Identifier: Apache-2.0
// How long names may keep a run waiting. The name service is played here: names below .silent are
// never answered.
#include <dlfcn.h>
#include <doctest/doctest.h>
#include <netdb.h>
#include <unistd.h>

#include <string_view>

#include "collectors/cameras/plan.hpp"

using namespace diag;
using namespace diag::cameras;

/// Stands before the C library's for this whole program.
extern "C" int getaddrinfo(const char* host, const char* service, const addrinfo* wanted,
                           addrinfo** found) {
    if (host && std::string_view(host).ends_with(".silent")) ::sleep(20);
    static const auto real =
        reinterpret_cast<decltype(&getaddrinfo)>(::dlsym(RTLD_NEXT, "getaddrinfo"));
    return real(host, service, wanted, found);
}

TEST_CASE("cameras: silent name servers cost one patience for all names, and no address") {
    const milliseconds patience{1000};
    std::vector<Feed> feeds{{.name = {}, .source = "virga", .url = "rtsp://127.0.0.1/x"},
                            {.name = {}, .source = "virga", .url = "rtsp://[::1]/x"}};
    for (int i = 0; i < 100; ++i)  // four times as many as are asked at once
        feeds.push_back({.name = {},
                         .source = "virga",
                         .url = "rtsp://camera" + std::to_string(i) + ".silent/x"});
    auto plan = plan_of(feeds, Scope{});
    const auto start = system_clock().uptime();

    find_addresses(plan, patience);

    CHECK(system_clock().uptime() - start < 3 * patience);
    CHECK(plan.cameras.at(0).address == "127.0.0.1");
    CHECK(plan.cameras.at(1).address == "::1");
    for (std::size_t i = 2; i < plan.cameras.size(); ++i) {
        CHECK(plan.cameras[i].told == End::name_unknown);
        CHECK(plan.cameras[i].words == "the name timed out");
    }
}
