// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "agent/pictures/picture.hpp"
#include "tests/pictures/written.hpp"

using namespace diag;
using namespace diag::test;
using pictures::Form;
using pictures::plain_picture;

namespace {

std::string why(const std::string& bytes) {
    const auto picture = plain_picture(bytes, Form::jpeg);
    return picture ? "taken" : picture.error().what;
}

}  // namespace

TEST_CASE("pictures: of a JPEG nothing is left but tables, frame and scans") {
    const Jpeg plain;
    Jpeg told;
    told.before = segment(0xe1, "Exif\0\0 GPS 40.4168 N") + segment(0xe2, "ICC_PROFILE") +
                  segment(0xed, "Photoshop 3.0") + segment(0xfe, "taken by Ana");
    told.after = segment(0xfe, "and once more");
    told.behind = plain.bytes() + "PK\3\4";

    const auto picture = plain_picture(told.bytes(), Form::jpeg);

    REQUIRE(picture);
    CHECK(picture->bytes() == plain.bytes());
    CHECK(picture->left_behind() == told.bytes().size() - plain.bytes().size());
}

TEST_CASE("pictures: how the colours of a JPEG are meant stays, its thumbnail does not") {
    const std::string thumbnail = std::string("JFIF\0\1\2\1\0\x48\0\x48\1\1", 14) + "rgb";
    const Jpeg jpeg{.before = segment(0xe0, thumbnail) +
                              segment(0xee, std::string("Adobe\0\x65\x80\0\1\2\1", 12) + "more")};

    const auto picture = plain_picture(jpeg.bytes(), Form::jpeg);

    REQUIRE(picture);
    CHECK(picture->bytes().find(std::string("JFIF\0\1\1\0\0\1\0\1\0\0", 14)) == 6);
    CHECK(picture->bytes().find(std::string("Adobe\0\x64\0\0\0\0\1", 12)) != std::string::npos);
    CHECK(picture->bytes().find("rgb") == std::string::npos);
}

TEST_CASE("pictures: a JPEG that is cut anywhere is refused") {
    const auto whole = Jpeg{}.bytes();
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CAPTURE(size);
        const auto picture = plain_picture(whole.substr(0, size), Form::jpeg);
        REQUIRE(!picture);
        CHECK(picture.error().fault == Fault::malformed);
    }
}

TEST_CASE("pictures: a JPEG that says it is huge is refused") {
    for (const auto& jpeg :
         {Jpeg{.width = 65'535, .height = 65'535}, Jpeg{.width = 10'000, .height = 5'000}}) {
        const auto picture = plain_picture(jpeg.bytes(), Form::jpeg);
        REQUIRE(!picture);
        CHECK(picture.error().fault == Fault::full);
    }
    CHECK(why(Jpeg{.width = 0}.bytes()) == "it says it has no pixels");
}

TEST_CASE("pictures: a JPEG of more scans than any screen makes is refused") {
    Jpeg jpeg{.frame = 0xc2};
    const auto scan = segment(0xda, jpeg.scan_header()) + "x";
    for (int i = 0; i < 99; ++i) jpeg.after += scan;
    CHECK(why(jpeg.bytes()) == "taken");
    jpeg.after += scan;
    CHECK(why(jpeg.bytes()) == "it has more than 100 scans");
}

TEST_CASE("pictures: parts of a JPEG that are damaged or of another kind are refused") {
    for (const int kind : {0xc3, 0xc5, 0xc9, 0xcc}) {
        const auto frame = static_cast<unsigned char>(kind);
        CAPTURE(kind);
        CHECK(why(Jpeg{.frame = frame}.bytes()) == "it is of a kind of JPEG that no screen makes");
    }
    CHECK(why(Jpeg{.before = segment(0xdb, std::string(64, '\0'))}.bytes()) ==
          "one of its tables is damaged");
    CHECK(why(Jpeg{.before = segment(0xc4, std::string(17, '\xff'))}.bytes()) ==
          "one of its tables is damaged");
    CHECK(why(Jpeg{.before = segment(0xda, Jpeg{}.scan_header())}.bytes()) ==
          "a scan of it is damaged");
    CHECK(why(Jpeg{.after = segment(0xc0, Jpeg{}.frame_header())}.bytes()) ==
          "its frame is damaged");
    CHECK(why(Jpeg{.before = "\xff\xd8"}.bytes()) == "it is damaged: a mark stands where none may");
    CHECK(why(Jpeg{.before = segment(0xfe, "x") + "text"}.bytes()) ==
          "it is damaged: a part has another length than it says");
    CHECK(why("\xff\xd8\xff\xd9") == "it holds no pixels");
    CHECK(why(Png{}.bytes()) == "it is no JPEG file");
}
