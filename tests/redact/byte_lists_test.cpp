// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <utility>

#include "agent/redact/encoded.hpp"
#include "agent/redact/reading.hpp"
#include "tests/redact/given.hpp"

namespace diag::redact {
namespace {

/// The first 64 bytes of a JPEG as programs print them.
constexpr std::array<std::pair<const char*, const char*>, 9> dumps{{
    {"od -t x1",
     "0000000 ff d8 ff e0 00 10 4a 46 49 46 00 01 01 01 00 48\n"
     "0000020 00 48 00 00 ff db 00 43 00 08 06 06 07 06 05 08\n"
     "0000040 07 07 07 09 09 08 0a 0c 14 0d 0c 0b 0b 0c 19 12\n"
     "0000060 13 0f 14 1d 1a 1f 1e 1d 1a 1c 1c 20 24 2e 27 20\n"
     "0000100\n"},
    {"od -An -t x1",
     " ff d8 ff e0 00 10 4a 46 49 46 00 01 01 01 00 48\n"
     " 00 48 00 00 ff db 00 43 00 08 06 06 07 06 05 08\n"
     " 07 07 07 09 09 08 0a 0c 14 0d 0c 0b 0b 0c 19 12\n"
     " 13 0f 14 1d 1a 1f 1e 1d 1a 1c 1c 20 24 2e 27 20\n"},
    {"od -x",
     "0000000 d8ff e0ff 1000 464a 4649 0100 0101 4800\n"
     "0000020 4800 0000 dbff 4300 0800 0606 0607 0805\n"
     "0000040 0707 0907 0809 0c0a 0d14 0b0c 0c0b 1219\n"
     "0000060 0f13 1d14 1f1a 1d1e 1c1a 201c 2e24 2027\n"
     "0000100\n"},
    {"od -An -x",
     " d8ff e0ff 1000 464a 4649 0100 0101 4800\n"
     " 4800 0000 dbff 4300 0800 0606 0607 0805\n"
     " 0707 0907 0809 0c0a 0d14 0b0c 0c0b 1219\n"
     " 0f13 1d14 1f1a 1d1e 1c1a 201c 2e24 2027\n"},
    {"od",
     "0000000 154377 160377 010000 043112 043111 000400 000401 044000\n"
     "0000020 044000 000000 155777 041400 004000 003006 003007 004005\n"
     "0000040 003407 004407 004011 006012 006424 005414 006013 011031\n"
     "0000060 007423 016424 017432 016436 016032 020034 027044 020047\n"
     "0000100\n"},
    {"hexdump",
     "0000000 d8ff e0ff 1000 464a 4649 0100 0101 4800\n"
     "0000010 4800 0000 dbff 4300 0800 0606 0607 0805\n"
     "0000020 0707 0907 0809 0c0a 0d14 0b0c 0c0b 1219\n"
     "0000030 0f13 1d14 1f1a 1d1e 1c1a 201c 2e24 2027\n"
     "0000040\n"},
    {"hexdump -C",
     "00000000  ff d8 ff e0 00 10 4a 46  49 46 00 01 01 01 00 48  |......JFIF.....H|\n"
     "00000010  00 48 00 00 ff db 00 43  00 08 06 06 07 06 05 08  |.H.....C........|\n"
     "00000020  07 07 07 09 09 08 0a 0c  14 0d 0c 0b 0b 0c 19 12  |................|\n"
     "00000030  13 0f 14 1d 1a 1f 1e 1d  1a 1c 1c 20 24 2e 27 20  |........... $.' |\n"
     "00000040\n"},
    {"xxd",
     "00000000: ffd8 ffe0 0010 4a46 4946 0001 0101 0048  ......JFIF.....H\n"
     "00000010: 0048 0000 ffdb 0043 0008 0606 0706 0508  .H.....C........\n"
     "00000020: 0707 0709 0908 0a0c 140d 0c0b 0b0c 1912  ................\n"
     "00000030: 130f 141d 1a1f 1e1d 1a1c 1c20 242e 2720  ........... $.' \n"},
    {"xxd -p",
     "ffd8ffe000104a46494600010101004800480000ffdb0043000806060706\n"
     "05080707070909080a0c140d0c0b0b0c1912130f141d1a1f1e1d1a1c1c20\n"
     "242e2720\n"},
}};

TEST_CASE("redact: real dumps of od, hexdump and xxd are cut out to their last line") {
    for (const auto& [program, dump] : dumps) {
        CAPTURE(program);
        Redactions counts;

        const auto result =
            redactor().redact("dump follows\n" + std::string(dump) + "next line\n", counts);

        REQUIRE(result.has_value());
        CHECK(counts.at("image") == 1);
        CHECK(result->text().starts_with("dump follows\n"));
        CHECK(result->text().ends_with("next line\n"));
        for (const char* last : {"130f 141d", "13 0f 14", "0f13 1d14", "007423 016424", "242e2720",
                                 "JFIF", "00 48 00", "044000"})
            CHECK_FALSE(holds(result->text(), last));
    }
}

TEST_CASE("redact: a line of many beginnings of pictures is taken once") {
    const std::string beginning =
        "\\xff\\xd8\\xff\\xe0\\x00\\x10\\x00\\x00\\x00\\x00\\x00\\x00 fff ";
    std::string line, dump;
    for (int i = 0; i < 2000; ++i) {
        line += beginning;
        dump += "0000000 ff d8 ff e0 00 10 4a 46 49 46 00 01 01 01 00 48\n";
    }
    for (const auto& text : {line, dump}) {
        Reading reading;
        reading.begin(text);

        find_byte_lists(reading);

        std::size_t taken = 0;
        for (const auto& span : reading.spans) taken += span.to - span.from;
        CHECK(reading.spans.size() == 1);
        CHECK(taken <= text.size());
        CHECK(taken + 64 > text.size());
    }
}

}  // namespace
}  // namespace diag::redact
