// SPDX-License-Identifier: Apache-2.0
// What a walk hands to whoever restores.
#include <doctest.h>

#include "tests/backup/made.hpp"
#include "tests/show.hpp"

using namespace diag;
using namespace diag::test;

namespace {

struct Taken : backup::Taker {
    std::map<backup::Namespace, std::string> documents;
    std::map<backup::Namespace, std::string> texts;
    int left = 1'000;

    Result<> document(const backup::Namespace& of, std::string_view bytes) override {
        if (left-- == 0) return Error{Fault::io, "the line was cut"};
        documents[of] += bytes;
        return {};
    }
    Result<> metadata(const backup::Namespace& of, std::string_view text) override {
        texts[of] = text;
        return {};
    }
};

}  // namespace

TEST_CASE("rehearsal: every document and all metadata of a packed tar are handed on") {
    const Scratch scratch;
    Taken taken;
    const auto file = scratch.file("SAFR-backup-20261127-020000.tgz", packed(small_tar()));
    const auto contents = backup::examine_file(file.native(), {}, {}, &taken);

    REQUIRE(contents);
    CHECK(contents->complete);
    CHECK(taken.documents[{"event", "events"}] == events(5));
    CHECK(taken.documents[{"covi", "people"}] == events(2));
    CHECK(taken.texts[{"covi", "people"}] == metadata);
}

TEST_CASE("rehearsal: who takes nothing more ends the pass, and the digest is of the whole file") {
    const Scratch scratch;
    const auto file = scratch.file("a.tgz", packed(small_tar()));
    const auto whole = backup::examine_file(file.native(), {});
    Taken taken;
    taken.left = 3;
    const auto contents = backup::examine_file(file.native(), {}, {}, &taken);

    REQUIRE(contents);
    CHECK_FALSE(contents->complete);
    CHECK(contents->sha256 == whole->sha256);
}
