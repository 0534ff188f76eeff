// SPDX-License-Identifier: Apache-2.0
#include "agent/exchange/tar.hpp"

#include "parts.hpp"
#include "platform/programs.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::exchange;

namespace {

std::string stock_tar(std::vector<std::string> argv) {
    argv.insert(argv.begin(), "tar");
    const auto ran = system_programs().run(argv, 1 << 20, milliseconds{20'000});
    REQUIRE(ran);
    CHECK(ran->exit_code == 0);
    return ran->output;
}

std::string long_path() { return std::string(120, 'd') + "/" + std::string(99, 'f'); }

}  // namespace

TEST_CASE("tar: what is written, stock tar lists and unpacks") {
    Scratch scratch;
    const auto archive = scratch.file(
        "a.tar",
        tar_of({{"evidence/a", "one"}, {long_path(), std::string(512, 'x')}, {"empty", ""}}));
    std::filesystem::create_directory(scratch.path() / "out");

    const auto listed = stock_tar({"-tf", archive.native()});
    stock_tar({"-xf", archive.native(), "-C", (scratch.path() / "out").native()});

    CHECK(listed == "evidence/a\n" + long_path() + "\nempty\n");
    CHECK(read(scratch.path() / "out" / long_path()) == std::string(512, 'x'));
}

TEST_CASE("tar: stock tar writes the very same bytes when it is told to") {
    Scratch scratch;
    const auto file = scratch.file("evidence/a", "one");
    std::filesystem::permissions(file, std::filesystem::perms(0600));
    stock_tar({"-C", scratch.path().native(), "--format=ustar", "--owner=0", "--group=0",
               "--numeric-owner", "--mtime=@1795464000", "-b", "1", "-cf",
               (scratch.path() / "stock.tar").native(), "evidence/a"});

    CHECK(read(scratch.path() / "stock.tar") == tar_of({{"evidence/a", "one"}}, 1'795'464'000));
}

TEST_CASE("tar: a header reads back, and differs in no byte from what it was") {
    for (const auto& path : {std::string("a"), std::string(100, 'n'), long_path(),
                             std::string(155, 'p') + "/" + std::string(99, 'n')}) {
        const auto header = tar_header(path, tar_file_limit, 1'795'464'000);
        REQUIRE(header);
        const auto entry = tar_entry_from(*header);
        REQUIRE(entry);
        CHECK((entry->path == path && entry->size == tar_file_limit));
        CHECK(entry->modified == 1'795'464'000);
    }
}

TEST_CASE("tar: a header with any one bit changed is refused") {
    const auto header = *tar_header(long_path(), 123'456, 1'795'464'000);
    std::size_t accepted = 0;
    for (std::size_t bit = 0; bit < header.size() * 8; ++bit) {
        auto changed = header;
        changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
        if (tar_entry_from(changed)) ++accepted;
    }
    CHECK(accepted == 0);
}

TEST_CASE("tar: what a header cannot tell is refused") {
    CHECK_FALSE(tar_header(std::string(101, 'n'), 0));
    CHECK_FALSE(tar_header(std::string(156, 'p') + "/n", 0));
    CHECK_FALSE(tar_header("p/" + std::string(101, 'n'), 0));
    CHECK(tar_header("a", tar_file_limit + 1).error().fault == Fault::full);
    for (const char* path :
         {"", "/a", "a/", "a//b", ".", "..", "a/..", "a b", "a\\b", "caf\xc3\xa9"})
        CHECK_FALSE(tar_header(path, 0));
}

TEST_CASE("tar: however the bytes are cut, the reader sees the same files") {
    const auto archive = tar_of({{"a", ""},
                                 {"b", std::string(511, 'b')},
                                 {"c", std::string(512, 'c')},
                                 {"d", std::string(1500, 'd')}});
    for (const std::size_t piece : {1u, 7u, 511u, 512u, 513u, 100'000u}) {
        std::string seen;
        TarReader reader({[&](const TarEntry& entry) {
                              seen += "<" + entry.path;
                              return Result<>{};
                          },
                          [&](std::string_view bytes) {
                              seen += bytes;
                              return Result<>{};
                          },
                          [&] {
                              seen += ">";
                              return Result<>{};
                          }});
        for (std::size_t at = 0; at < archive.size(); at += piece)
            REQUIRE(reader.write(std::string_view(archive).substr(at, piece)));
        CHECK(reader.finish());
        CHECK(seen == "<a><b" + std::string(511, 'b') + "><c" + std::string(512, 'c') + "><d" +
                          std::string(1500, 'd') + ">");
    }
}
