// SPDX-License-Identifier: Apache-2.0
#include "agent/availability/run.hpp"

#include <doctest.h>

#include "tests/availability/history.hpp"

namespace diag::test {
namespace {

const Run sample{.start = october,
                 .uptime = 4'000'000'000,
                 .boot = 0xdeadbeef,
                 .span = 840,
                 .period = 60,
                 .state = State::down};

TEST_CASE("availability: a run is 24 bytes and reads back as it was") {
    const auto bytes = availability::bytes_of(sample);

    REQUIRE(bytes.size() == availability::run_bytes);
    CHECK(availability::run_from(bytes) == sample);
}

TEST_CASE("availability: a run with any one byte changed is none") {
    const auto bytes = availability::bytes_of(sample);

    for (std::size_t at = 0; at < bytes.size(); ++at)
        for (const char by : {'\x01', '\x40', '\xff'}) {
            auto changed = bytes;
            changed[at] = static_cast<char>(changed[at] ^ by);
            CAPTURE(at);
            CHECK_FALSE(availability::run_from(changed));
        }
    CHECK_FALSE(availability::run_from(std::string(availability::run_bytes, '\0')));
}

TEST_CASE("availability: a file cut at any length loses the run that is torn and no other") {
    std::string file;
    for (int i = 0; i < 3; ++i) file += availability::bytes_of(sample);

    for (std::size_t length = 0; length <= file.size(); ++length) {
        const auto reading = availability::runs_in(std::string_view(file).substr(0, length));
        CAPTURE(length);
        CHECK(reading.runs.size() == length / availability::run_bytes);
        CHECK(reading.damaged == (length % availability::run_bytes == 0 ? 0 : 1));
    }
}

TEST_CASE("availability: a damaged run in the middle leaves those around it") {
    auto file = availability::bytes_of(sample) + availability::bytes_of(sample) +
                availability::bytes_of(sample);
    file[availability::run_bytes + 3] = 'x';

    const auto reading = availability::runs_in(file);

    CHECK(reading.runs.size() == 2);
    CHECK(reading.damaged == 1);
}

}  // namespace
}  // namespace diag::test
