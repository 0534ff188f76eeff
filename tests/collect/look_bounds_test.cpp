// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <random>

#include "agent/collect/content_writer.hpp"
#include "tests/collect/pack.hpp"
#include "tests/scratch.hpp"

using namespace diag;
using collect::ContentWriter;
using test::Pack;

namespace {

const proof::SecondLook& look() {
    static const proof::SecondLook one;
    return one;
}

}  // namespace

TEST_CASE("content: when somebody stops it, the second look ends at once and nothing is written") {
    const test::Scratch scratch;
    const Pack pack(scratch.path(), {std::string(4 << 20, '.'), std::string(4 << 20, ',')});
    int asked = 0;
    std::uint64_t written = 0;
    ContentWriter writer(
        [&](std::string_view bytes) {
            written += bytes.size();
            return Result<>{};
        },
        look(), {.stopped = [&] { return ++asked > 2; }});

    const auto added = writer.add_packed("evidence/logs/files/app.log", pack.file->get(),
                                         pack.passed(), {.collector = "logs", .item = "app.log"});

    REQUIRE_FALSE(added);
    CHECK(added.error().fault == Fault::refused);
    CHECK(asked <= 4);  // of the 32 pieces that it unpacks to
    CHECK(written == 0);
    CHECK(writer.contents().entries.empty());
}

TEST_CASE("content: what cannot be looked at and copied in time is left out, and says so") {
    const test::Scratch scratch;
    // Nothing that shrinks: 3 MB packed take a slow disk 100 ms.
    std::minstd_rand numbers;
    std::string noise(4 << 20, '\0');
    for (auto& byte : noise) byte = static_cast<char>(0x80 | numbers() >> 8);
    for (const auto left : {milliseconds{0}, milliseconds{50}}) {
        const Pack pack(scratch.path(), {noise.substr(0, 1 << 20), noise.substr(1 << 20)});
        std::uint64_t written = 0;
        ContentWriter writer(
            [&](std::string_view bytes) {
                written += bytes.size();
                return Result<>{};
            },
            look(), {.until = system_clock().uptime() + left});

        const auto added =
            writer.add_packed("evidence/logs/files/app.log", pack.file->get(), pack.passed(),
                              {.collector = "logs", .item = "app.log"});

        CAPTURE(left.count());
        REQUIRE(added);
        CHECK_FALSE(*added);
        const auto& entry = writer.contents().entries.front();
        CHECK(entry.path.empty());
        CHECK(entry.failure->fault == Fault::timed_out);
        CHECK(entry.failure->what ==
              "left out: the time of the run was over before it was looked at a second time");
        CHECK(written == 0);
        CHECK(writer.looked_files() == 0);
    }
}
