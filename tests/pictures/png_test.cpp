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
    const auto picture = plain_picture(bytes, Form::png);
    return picture ? "taken" : picture.error().what;
}

bool is_malformed(const std::string& bytes) {
    const auto picture = plain_picture(bytes, Form::png);
    return !picture && picture.error().fault == Fault::malformed;
}

}  // namespace

TEST_CASE("pictures: of a PNG nothing is left but header and pixels") {
    const Png plain;
    Png told;
    told.before = chunk("eXIf", "GPS 40.4168 N") + chunk("iCCP", "profile") +
                  chunk("tEXt", "Author\0Ana") + chunk("pHYs", std::string(9, '\1'));
    told.after = chunk("iTXt", "XML:com.adobe.xmp") + chunk("tIME", "1234567");
    told.behind = "PK\3\4 an archive behind the end";

    const auto picture = plain_picture(told.bytes(), Form::png);

    REQUIRE(picture);
    CHECK(picture->bytes() == plain_picture(plain.bytes(), Form::png)->bytes());
    CHECK(picture->left_behind() == told.bytes().size() - plain.bytes().size());
}

TEST_CASE("pictures: the pixels of a PNG stay what they are") {
    const Png png;

    const auto picture = plain_picture(png.bytes(), Form::png);

    REQUIRE(picture);
    CHECK(picture->size().width == 3);
    CHECK(picture->size().height == 2);
    const auto at = picture->bytes().find("IDAT");
    CHECK(unpacked(std::string_view(picture->bytes()).substr(at + 4)) == png.rows);
}

TEST_CASE("pictures: colours and transparency of a PNG with a palette stay") {
    const auto parts = chunk("PLTE", "RGBrgb") + chunk("tRNS", "\x80");
    const Png png{.depth = 1, .colour = 3, .before = parts, .rows = std::string("\0\x40\0\x80", 4)};

    const auto picture = plain_picture(png.bytes(), Form::png);

    REQUIRE(picture);
    CHECK(picture->bytes().find(parts) != std::string::npos);
}

TEST_CASE("pictures: an interlaced PNG is taken pass by pass") {
    // 3 x 2: four of the seven passes have pixels: one, one, one and a row of three.
    Png png{.interlace = 1,
            .rows = std::string("\0abc", 4) + std::string("\0def", 4) + std::string("\0ghi", 4) +
                    std::string("\0jklmnopqr", 10)};

    CHECK(why(png.bytes()) == "taken");
    png.rows.pop_back();
    CHECK(why(png.bytes()) == "its pixels end early");
}

TEST_CASE("pictures: a PNG that is cut anywhere is refused") {
    const auto whole = Png{}.bytes();
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CAPTURE(size);
        CHECK(is_malformed(whole.substr(0, size)));
    }
}

TEST_CASE("pictures: a PNG of which one bit is wrong is refused") {
    const auto whole = Png{}.bytes();
    for (std::size_t at = 0; at < whole.size(); ++at) {
        CAPTURE(at);
        auto wrong = whole;
        wrong[at] = static_cast<char>(wrong[at] ^ 4);
        CHECK(is_malformed(wrong));
    }
}

TEST_CASE("pictures: a PNG that says it is huge is refused before it is unpacked") {
    for (const auto& png :
         {Png{.width = 0x7fffffff, .height = 0x7fffffff}, Png{.width = 16'385, .height = 1},
          Png{.width = 8'000, .height = 5'001}}) {
        const auto picture = plain_picture(png.bytes(), Form::png);
        REQUIRE(!picture);
        CHECK(picture.error().fault == Fault::full);
    }
}

TEST_CASE("pictures: a PNG that unpacks to more than its pixels is refused") {
    Png png;
    png.rows += std::string(64 << 20, '\0');

    CHECK(why(png.bytes()) == "it holds more than its pixels");
}

TEST_CASE("pictures: a small PNG that would become a large one is refused") {
    const auto bytes = grown_png();
    REQUIRE(bytes.size() < std::size_t{512} << 10);

    const auto picture = plain_picture(bytes, Form::png);

    REQUIRE(!picture);
    CHECK(picture.error().fault == Fault::full);
    CHECK(picture.error().what.starts_with("written anew"));
}

TEST_CASE("pictures: a PNG of fewer pixels than are too many may have too many bytes of them") {
    const auto picture = plain_picture(
        Png{.width = 7'000, .height = 5'000, .depth = 16, .colour = 6}.bytes(), Form::png);

    REQUIRE(!picture);
    CHECK(picture.error().fault == Fault::full);
    CHECK(picture.error().what.starts_with("its pixels have"));
}

TEST_CASE("pictures: one that is made apart is the same") {
    Png png;
    png.after = chunk("tEXt", "by Ana");
    const auto here = plain_picture(png.bytes(), Form::png);
    const auto apart = pictures::plain_picture_apart(
        [&] { return Result<std::string>(png.bytes()); }, Form::png, {});

    REQUIRE(here);
    REQUIRE(apart);
    CHECK(apart->bytes() == here->bytes());
    CHECK(apart->left_behind() == here->left_behind());
    CHECK(apart->size().width == 3);
}

TEST_CASE("pictures: one that takes longer than is waited is lost with its process") {
    const auto slow = [] {
        system_clock().sleep(milliseconds{60'000});
        return Result<std::string>(Png{}.bytes());
    };

    const auto late = pictures::plain_picture_apart(slow, Form::png, {milliseconds{50}, {}});
    const auto stopped =
        pictures::plain_picture_apart(slow, Form::png, {.given_up = [] { return true; }});

    REQUIRE(!late);
    REQUIRE(!stopped);
    CHECK(late.error().fault == Fault::timed_out);
    CHECK(stopped.error().fault == Fault::timed_out);
}

TEST_CASE("pictures: parts of a PNG that are out of place are refused") {
    const Png indexed{.depth = 8, .colour = 3, .rows = std::string("\0abc\0def", 8)};
    auto late = indexed;
    late.after = chunk("PLTE", "RGB");

    CHECK(why(indexed.bytes()) == "it lacks its colours");
    CHECK(is_malformed(late.bytes()));
    CHECK(why(Png{.between = chunk("tEXt", "x")}.bytes()) == "its pixels stand in two places");
    CHECK(why(Png{.before = chunk("XXXX", "x")}.bytes()) ==
          "it has a part that no PNG of a screen has");
    CHECK(why(Png{.before = chunk("tRNS", "1234")}.bytes()) ==
          "what it says of transparency is damaged");
    CHECK(is_malformed(Png{.depth = 3}.bytes()));
    CHECK(is_malformed(Png{.colour = 5}.bytes()));
    CHECK(is_malformed(Png{.width = 0}.bytes()));
}

TEST_CASE("pictures: what is no PNG is refused as what its name says") {
    CHECK(why("") == "it is empty");
    CHECK(why(Jpeg{}.bytes()) == "it is no PNG file");
    CHECK(why("GIF89a") == "it is no PNG file");
    CHECK(plain_picture(std::string(pictures::most_bytes + 1, 'x'), Form::png).error().fault ==
          Fault::full);
}

TEST_CASE("pictures: a name says which form its file should have") {
    CHECK(*pictures::form_named("Login.PNG") == Form::png);
    CHECK(*pictures::form_named("a.jpg") == Form::jpeg);
    CHECK(*pictures::form_named("a.JPEG") == Form::jpeg);
    for (const char* other : {"a.gif", "png", "a.png.log", ""}) CHECK(!pictures::form_named(other));
}
