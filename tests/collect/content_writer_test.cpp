// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/content_writer.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include "agent/collect/review.hpp"
#include "platform/compress.hpp"
#include "platform/digest.hpp"
#include "platform/files.hpp"
#include "platform/temporary.hpp"
#include "tests/collect/pack.hpp"
#include "tests/scratch.hpp"

using namespace diag;
using collect::ContentWriter;
using redact::fixed_text;
using test::Pack;

namespace {

const proof::SecondLook& look() {
    static const proof::SecondLook one;
    return one;
}

}  // namespace

TEST_CASE("content: what was packed unpacks to the same files, contents.json telling of each") {
    const test::Scratch scratch;
    auto unsealed = collect::Unsealed::create(scratch.path());
    REQUIRE(unsealed);
    ContentWriter writer([&](std::string_view bytes) { return unsealed->write(bytes); }, look());
    const std::string big(3'000'000, 'x');

    REQUIRE(
        writer.add("evidence/disk/a", fixed_text("alpha\n"), {.collector = "disk", .item = "a"}));
    REQUIRE(writer.add("evidence/disk/big", fixed_text(big), {.collector = "disk", .item = "big"}));
    REQUIRE(
        writer.add("evidence/disk/empty", fixed_text(""), {.collector = "disk", .item = "empty"}));
    writer.add_failure(
        {.collector = "disk", .item = "gone", .failure = Error{Fault::absent, "none"}});
    REQUIRE(writer.finish());
    const auto shown = unsealed->show(scratch.path() / "shown");

    REQUIRE(shown);
    CHECK(*system_files().read(*shown / "evidence/disk/a", 100) == "alpha\n");
    CHECK(system_files().read(*shown / "evidence/disk/big", big.size())->size() == big.size());
    const auto contents = system_files().read(*shown / "contents.json", 1 << 20);
    REQUIRE(contents);
    CHECK(contents->find("\"gone\"") != std::string::npos);
}

TEST_CASE("content: an attachment's gzip members become one file of the archive") {
    const test::Scratch scratch;
    const auto pack = nameless_file(scratch.path());
    REQUIRE(pack);
    const std::string text = "first line\nsecond line\n";
    const auto first = gzip_member(text.substr(0, 11));
    const auto second = gzip_member(text.substr(11));
    const std::string members = "leading bytes" + *first + *second + "trailing bytes";
    REQUIRE(::write(pack->get(), members.data(), members.size()) ==
            static_cast<ssize_t>(members.size()));
    auto unsealed = collect::Unsealed::create(scratch.path());
    REQUIRE(unsealed);
    ContentWriter writer([&](std::string_view bytes) { return unsealed->write(bytes); }, look());

    const auto packed = writer.add_packed("evidence/logs/files/app.log", pack->get(),
                                          {.name = "app.log",
                                           .size = text.size(),
                                           .packed_offset = 13,
                                           .packed_size = first->size() + second->size(),
                                           .sha256 = sha256_hex(text)},
                                          {.collector = "logs", .item = "app.log"});
    REQUIRE(packed);
    REQUIRE(writer.finish());

    const auto shown = unsealed->show(scratch.path() / "shown");
    REQUIRE(shown);
    CHECK(*system_files().read(*shown / "evidence/logs/files/app.log", 100) == text);
}

TEST_CASE("content: two items that want one path both have a place") {
    std::string out;
    ContentWriter writer(
        [&](std::string_view bytes) {
            out += bytes;
            return Result<>{};
        },
        look());

    REQUIRE(writer.add("evidence/a", fixed_text("1"), {}));
    REQUIRE(writer.add("evidence/a", fixed_text("2"), {}));

    CHECK(writer.contents().entries[0].path != writer.contents().entries[1].path);
}

TEST_CASE("content: a full disk is handed through at whatever write it comes") {
    for (int fail_at = 0; fail_at < 6; ++fail_at) {
        int writes = 0;
        ContentWriter writer(
            [&](std::string_view) -> Result<> {
                if (writes++ == fail_at) return Error{Fault::full, "no space left"};
                return {};
            },
            look());
        bool failed = false;
        for (int file = 0; file < 5 && !failed; ++file)
            failed = !writer.add("evidence/" + std::to_string(file), fixed_text("x"), {});
        failed = failed || !writer.finish();
        CHECK(failed);
    }
}

TEST_CASE("content: a file in which something leaks is left out, and contents.json says for what") {
    std::string out;
    ContentWriter writer(
        [&](std::string_view bytes) {
            out += bytes;
            return Result<>{};
        },
        look());

    REQUIRE(writer.add("evidence/disk/a", fixed_text("db.password=hunter2x\n"),
                       {.collector = "disk", .item = "a"}));

    REQUIRE(writer.contents().entries.size() == 1);
    const auto& entry = writer.contents().entries.front();
    CHECK(out.empty());
    CHECK(entry.path.empty());
    CHECK(entry.left_out == exchange::LeftOutBy::second_look);
    CHECK(entry.leaks == exchange::Redactions{{"secret", 1}});
    CHECK(entry.failure->what.find("1 x secret") != std::string::npos);
}

TEST_CASE("content: a leak in a file of our own stops all of it") {
    ContentWriter writer([](std::string_view) { return Result<>{}; }, look());

    const auto added = writer.add("report.html", fixed_text("to 10.1.2.3 refused"), {});
    REQUIRE_FALSE(added);
    CHECK(added.error().fault == Fault::bug);

    ContentWriter other([](std::string_view) { return Result<>{}; }, look());
    other.add_failure({.collector = "disk",
                       .item = "password=hunter2x",
                       .failure = Error{Fault::absent, "none"}});
    CHECK_FALSE(other.finish());
}

TEST_CASE(
    "content: an attachment is looked at as it will be unpacked, over the borders of members") {
    const test::Scratch scratch;
    const Pack pack(scratch.path(), {std::string(300'000, '.') + " db.pass", "word=hunter2x ..."});
    ContentWriter writer([](std::string_view) { return Result<>{}; }, look());

    const auto added = writer.add_packed("evidence/logs/files/app.log", pack.file->get(),
                                         pack.passed(), {.collector = "logs", .item = "app.log"});

    REQUIRE(added);
    CHECK_FALSE(*added);
    CHECK(writer.contents().entries.front().leaks == exchange::Redactions{{"secret", 1}});
    CHECK(writer.looked_bytes() == pack.text.size());
}

TEST_CASE("content: what contents.json would leak is told with its collector") {
    ContentWriter writer([](std::string_view) { return Result<>{}; }, look());
    writer.add_failure(
        {.collector = "nfs", .item = "plain", .failure = Error{Fault::absent, "none"}});
    writer.add_failure({.collector = "disk",
                        .item = "password=hunter2x",
                        .failure = Error{Fault::absent, "none"}});

    const auto finished = writer.finish();

    REQUIRE_FALSE(finished);
    CHECK(finished.error().what.starts_with("contents.json, where an entry of disk is told: "));
}

TEST_CASE("content: an attachment that does not unpack to what was told is left out") {
    const test::Scratch scratch;
    const Pack pack(scratch.path(), {"first\n", "second\n"});
    for (const auto change : {0, 1, 2}) {
        auto passed = pack.passed();
        if (change == 0) passed.size += 1;
        if (change == 1) passed.size -= 1;
        if (change == 2) passed.packed_size -= 3;
        ContentWriter writer([](std::string_view) { return Result<>{}; }, look());

        const auto added = writer.add_packed("evidence/logs/files/app.log", pack.file->get(),
                                             passed, {.collector = "logs", .item = "app.log"});

        CAPTURE(change);
        REQUIRE(added);
        CHECK_FALSE(*added);
        CHECK(writer.contents().entries.front().failure->what.starts_with("left out: "));
    }
}

TEST_CASE("content: what was found in the name of a file that leaks is counted with the rest") {
    ContentWriter writer([](std::string_view) { return Result<>{}; }, look());
    exchange::ContentEntry entry{.collector = "disk", .item = "a", .leaks = {{"learned", 2}}};

    REQUIRE(writer.add("evidence/disk/a", fixed_text("db.password=hunter2\n"), entry));

    REQUIRE(writer.contents().entries.size() == 1);
    CHECK(writer.contents().entries.front().leaks ==
          exchange::Redactions{{"learned", 2}, {"secret", 1}});
}
