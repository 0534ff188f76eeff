// SPDX-License-Identifier: Apache-2.0
// A member's name and size may stand before its header: what follows must not shift.
#include "agent/stream/pax.hpp"

#include "agent/stream/unfolded.hpp"
#include "tests/redact/samples.hpp"
#include "tests/stream/archives.hpp"
#include "tests/stream/given.hpp"

namespace diag::stream {
namespace {

using test::pax_of;
using test::pax_record;
using test::tar_header;
using test::tar_padded;

const std::string tar_end(1024, '\0');
const std::string after = tar_header("after", '0', 6) + tar_padded("after\n");

/// Bytes that come one at a time, as they may at the edge of any buffer.
class Trickle : public Source {
public:
    explicit Trickle(std::string bytes) : bytes_(std::move(bytes)) {}
    Result<std::size_t> read(std::span<char> room) override {
        if (room.empty() || given_ == bytes_.size()) return std::size_t{0};
        room[0] = bytes_[given_++];
        return std::size_t{1};
    }
    std::uint64_t taken() const override { return given_; }

private:
    std::string bytes_;
    std::size_t given_ = 0;
};

/// All that a source gives.
std::string all_of(Source& source) {
    std::string text;
    for (std::array<char, 4096> room;;) {
        const auto got = source.read(room);
        REQUIRE(got);
        if (*got == 0) return text;
        text.append(room.data(), *got);
    }
}

/// What becomes of an archive that is all of one attachment.
Site::Outcome passed(const std::string& tar) {
    Site site;
    site.file("a.tar", tar);
    return site.pass();
}

TEST_CASE("pax: name and size are read, the last of them holds, and an empty one takes back") {
    const auto pax = pax_from(pax_record("mtime", "1.5") + pax_record("path", "a=b\nc") +
                              pax_record("size", "7") + pax_record("size", "12345"));
    REQUIRE(pax);
    CHECK(pax->path == "a=b\nc");
    CHECK(pax->size == 12345);
    CHECK_FALSE(pax_from(pax_record("size", "7") + pax_record("size", ""))->size);
    CHECK_FALSE(pax_from("")->size);
}

TEST_CASE("pax: a record that is none makes the whole header malformed") {
    for (const std::string bad : {"x", "5 a=b", "6 a=b\n6", "0 a=b\n", "2 \n", "999 a=b\n",
                                  "6 a-b\n", "99999999999999999999 a=b\n", "-6 a=b\n", " a=b\n"})
        CHECK_MESSAGE(!pax_from(bad), bad);
    for (const char* size : {"x", "-1", "1 ", "4611686018427387904", "99999999999999999999"})
        CHECK_MESSAGE(!pax_from(pax_record("size", size)), size);
}

TEST_CASE("stream: a picture with a long pax name and size is left out, and what follows stays") {
    const auto face = redact::bytes_of_sample("still.jpg");
    const auto name = std::string(300, 'n') + "/face.log";
    const auto records = pax_record("path", name) + pax_record("size", std::to_string(face.size()));
    for (const std::size_t told : {std::size_t{0}, std::size_t{512}, face.size()}) {
        const auto outcome = passed(pax_of(records) + tar_header("short", '0', told) +
                                    tar_padded(face) + after + tar_end);

        CAPTURE(told);
        CHECK(outcome.text(0).find("[left out: JPEG image]\n==> after <==\nafter\n") !=
              std::string::npos);
        CHECK(outcome.text(0).find("==> short <==") == std::string::npos);
        CHECK(outcome.passed[0].redactions == exchange::Redactions{{"image", 1}});
    }
}

TEST_CASE("stream: what a pax or a GNU header says is of the next member alone") {
    const auto gnu = tar_header("././@LongLink", 'L', 10) + tar_padded("long-name\0");
    const auto outcome =
        passed(pax_of(pax_record("path", "of a folder") + pax_record("size", "0")) +
               tar_header("folder/", '5', 0) + after + pax_of(pax_record("size", "3"), 'g') +
               after + gnu + tar_header("short", '0', 6) + tar_padded("named\n") + after + tar_end);

    CHECK(outcome.text(0) ==
          "==> after <==\nafter\n==> after <==\nafter\n==> long-name <==\nnamed\n==> after "
          "<==\nafter\n");
}

TEST_CASE("stream: long names in a tar are whole, in however small pieces they come") {
    const auto gnu_name = std::string(250, 'g') + "/a.log", pax_name = std::string(250, 'p');
    const auto tar = tar_header("././@LongLink", 'L', gnu_name.size() + 1) +
                     tar_padded(gnu_name + '\0') + tar_header("short", '0', 6) +
                     tar_padded("named\n") + pax_of(pax_record("path", pax_name)) + after + tar_end;
    exchange::Redactions cut;

    const auto source = unfolded(std::make_unique<Trickle>(tar), cut, 1 << 20);

    CHECK(all_of(*source) == "==> " + gnu_name + " <==\nnamed\n==> " + pax_name + " <==\nafter\n");
    CHECK(cut.empty());
}

TEST_CASE("stream: the map of a sparse file is read over, and the file behind it is there") {
    std::string map(512, '\0'), last(512, '\0');
    map[504] = 1;
    const auto outcome = passed(tar_header("sparse", 'S', 7, true) + map + last +
                                tar_padded("sparse\n") + after + tar_end);

    CHECK(outcome.text(0) == "==> sparse <==\nsparse\n==> after <==\nafter\n");
}

TEST_CASE("stream: a damaged or enormous pax header ends its tar, and that is said") {
    const auto damaged = passed(after + pax_of("12 size=x\n") + after + tar_end);
    const auto large = passed(after + pax_of(std::string((256 << 10) + 1, 'x')) + after + tar_end);

    CHECK(damaged.text(0) == "==> after <==\nafter\n");
    REQUIRE(damaged.passed[0].failure);
    CHECK(damaged.passed[0].failure->what.find("pax") != std::string::npos);
    CHECK(large.text(0) == "==> after <==\nafter\n");
    REQUIRE(large.passed[0].failure);
    CHECK(large.passed[0].failure->fault == Fault::full);
}

}  // namespace
}  // namespace diag::stream
