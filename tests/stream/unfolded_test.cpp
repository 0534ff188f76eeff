// SPDX-License-Identifier: Apache-2.0
// Pictures in archives in archives.
#include "agent/stream/unfolded.hpp"

#include "tests/redact/samples.hpp"
#include "tests/stream/archives.hpp"
#include "tests/stream/given.hpp"

namespace diag::stream {
namespace {

using redact::bytes_of_sample;
using test::gzip_of;
using test::tar_of;
using test::zip_of;

const std::string log_text = "2026-11-23 20:33:28 INFO password=Hunter2x ok\nlast line";

/// A log, a picture, a film, a vector, another log.
test::Members mixed() {
    return {{"logs/a.log", log_text},
            {"face.txt", bytes_of_sample("still.jpg")},
            {"film.log", bytes_of_sample("film.h264")},
            {"v.dat", redact::raw<float, std::uint32_t>(redact::vector_of(512, 1))},
            {"logs/b.log", "second log\n"}};
}

void check_mixed(const Site::Outcome& outcome, std::size_t i) {
    const auto text = outcome.text(i);
    const auto& passed = outcome.passed[i];
    CHECK(text.find("==> logs/a.log <==\n2026-11-23 20:33:28 INFO password=[") != text.npos);
    CHECK(text.find("last line\n==> face.txt <==\n[left out: JPEG image]\n") != text.npos);
    CHECK(text.find("==> v.dat <==\n[left out: numbers]\n") != text.npos);
    CHECK(text.ends_with("==> logs/b.log <==\nsecond log\n"));
    CHECK(text.find("Hunter2x") == text.npos);
    CHECK(passed.redactions ==
          exchange::Redactions{{"embedding", 1}, {"image", 1}, {"secret", 1}, {"video", 1}});
    CHECK_FALSE(passed.failure.has_value());
}

TEST_CASE("stream: of archives the text passes and the pictures are left out and counted") {
    Site site;
    site.file("a.tar", tar_of(mixed()));
    site.file("a.log", zip_of(mixed(), true));  // whatever the name
    site.file("stored.zip", zip_of(mixed(), false));
    site.file("described.zip", zip_of(mixed(), true, true));
    site.file("a.tgz", gzip_of(tar_of(mixed())));
    site.file("a.log.gz", gzip_of(tar_of(mixed()))).gzip = true;
    site.file("z.log.gz", gzip_of(zip_of(mixed(), true))).gzip = true;

    const auto outcome = site.pass();

    for (std::size_t i = 0; i < site.attachments.size(); ++i) {
        CAPTURE(site.attachments[i].name);
        check_mixed(outcome, i);
    }
}

TEST_CASE("stream: archives in archives are opened three levels deep and left out below") {
    Site site;
    const auto inner = tar_of({{"face", bytes_of_sample("still.png")}, {"log", "deep line\n"}});
    site.file("two.tar", tar_of({{"inner.zip", zip_of({{"inner.tar", inner}}, true)}}));
    auto deeper = inner;
    for (int i = 0; i < 4; ++i) deeper = tar_of({{"inner.tar", deeper}});
    site.file("deep.tar", deeper);

    const auto outcome = site.pass();

    CHECK(outcome.text(0).find("deep line") != std::string::npos);
    CHECK(outcome.passed[0].redactions == exchange::Redactions{{"image", 1}});
    CHECK(outcome.text(1).find("deep line") == std::string::npos);
    CHECK(outcome.text(1).find("[left out: a file within too many others]") != std::string::npos);
    CHECK(outcome.passed[1].redactions == exchange::Redactions{{"data", 1}});
}

TEST_CASE("stream: a member that turns into a picture keeps its text") {
    Site site;
    std::string lines;
    while (lines.size() < 200'000) lines += "a line of text\n";
    site.file("a.tar",
              tar_of({{"log", lines + bytes_of_sample("still.gif") + lines}, {"b", "end\n"}}));

    const auto outcome = site.pass();

    CHECK(outcome.text(0) == "==> log <==\n" + lines + "[left out: GIF image]\n==> b <==\nend\n");
}

TEST_CASE("stream: an archive cut at any byte gives what can be read, and ends") {
    Site site;
    const test::Members members{{"a", "first line\n"}, {"b", std::string(700, 'x') + "\n"}};
    const std::string archives[] = {tar_of(members), zip_of(members, true),
                                    zip_of(members, false, true)};
    for (const auto& archive : archives)
        for (std::size_t size = archive.starts_with('P') ? 30 : 512; size < archive.size();
             size += 7)
            site.file(std::to_string(site.attachments.size()), archive.substr(0, size));

    const auto outcome = site.pass();

    for (std::size_t i = 0; i < outcome.passed.size(); ++i) {
        CAPTURE(site.attachments[i].bytes);
        const auto text = outcome.text(i);
        CHECK((text.empty() || text.starts_with("==> a <==\n") || outcome.passed[i].failure));
    }
}

TEST_CASE("stream: a bomb within an archive is stopped, and that is said") {
    const std::string zeros(8 << 20, '\n');
    for (const auto& archive :
         {tar_of({{"bomb.gz", gzip_of(zeros)}, {"after", "after\n"}}),
          zip_of({{"bomb", zeros}, {"after", "after\n"}}, true), gzip_of(gzip_of(zeros))}) {
        Site site;
        site.file("a", archive);
        const auto file = open_regular(site.path("a"), {});
        REQUIRE(file.has_value());
        exchange::Redactions cut;
        const auto source = unfolded(range_source(*file, {0, file->size}), cut, 1 << 20);
        std::array<char, 65536> room;
        std::size_t size = 0;
        auto got = source->read(room);
        for (; got && *got > 0; got = source->read(room)) size += *got;
        REQUIRE_FALSE(got.has_value());
        CHECK(got.error().fault == Fault::full);
        CHECK(size < (3u << 20));
    }
}

TEST_CASE("stream: a zip beyond what is read of one is dropped, with measured and limit") {
    const auto member = [](std::size_t name) {
        return std::string("PK\3\4", 4) + test::little(20, 2) + std::string(20, '\0') +
               test::little(name, 2) + test::little(0, 2) + std::string(name, 'n');
    };
    std::string many = zip_of({{"first", "first\n"}}, false);
    many.resize(many.find("PK\1\2"));
    for (int i = 0; i < 100'000; ++i) many += member(1);
    auto named = many.substr(0, many.find("PK\3\4", 4)) + member(4097);
    Site site;
    site.file("many.zip", many);
    site.file("named.zip", named);
    site.file("within.tar", tar_of({{"inner.zip", named}, {"after", "after\n"}}));

    const auto outcome = site.pass();

    for (std::size_t i = 0; i < 2; ++i) {
        REQUIRE(outcome.passed[i].failure);
        CHECK(outcome.passed[i].failure->fault == Fault::full);
        CHECK(outcome.text(i).starts_with("==> first <==\nfirst\n"));
    }
    CHECK(outcome.passed[0].failure->what.find("member 100001, where 100000 are read at most") !=
          std::string::npos);
    CHECK(outcome.passed[1].failure->what.find("a name of 4097 bytes, where 4096 are read") !=
          std::string::npos);
    CHECK(outcome.text(2).find("==> after <==\nafter\n") != std::string::npos);
}

TEST_CASE("stream: sizes in a crafted zip cost no memory, and it ends") {
    const auto huge = [](const std::string& sizes, const std::string& extra) {
        return std::string("PK\3\4", 4) + test::little(45, 2) + test::little(0, 4) +
               std::string(8, '\0') + sizes + test::little(1, 2) + test::little(extra.size(), 2) +
               "a" + extra + "text\n";
    };
    const auto wide = test::little(1, 2) + test::little(16, 2) + std::string(16, '\xff');
    Site site;
    site.file("size.zip", huge(std::string(8, '\xff'), ""));
    site.file("wide.zip", huge(std::string(8, '\xff'), wide));
    site.file("cut.zip", huge(std::string(8, '\xff'), wide.substr(0, 6)));

    const auto outcome = site.pass();

    for (const auto& passed : outcome.passed) CHECK(passed.size <= 256);
    CHECK(outcome.passed[1].failure.has_value());
}

TEST_CASE("stream: a picture packed alone is counted as one") {
    Site site;
    site.file("a.log.gz", gzip_of(bytes_of_sample("still.webp"))).gzip = true;
    site.file("b.gz", gzip_of(gzip_of(bytes_of_sample("film.ts"))));

    const auto outcome = site.pass();

    CHECK(outcome.passed[0].redactions == exchange::Redactions{{"image", 1}});
    CHECK(outcome.passed[1].redactions == exchange::Redactions{{"video", 1}});
    for (const auto& passed : outcome.passed) {
        CHECK(passed.size == 0);
        CHECK(passed.failure->fault == Fault::refused);
    }
}

}  // namespace
}  // namespace diag::stream
