// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <optional>

#include "platform/digest.hpp"
#include "sample.hpp"

using namespace diag;
using namespace diag::test;
namespace fs = std::filesystem;

TEST_CASE("bundle: what was sealed comes out byte for byte, for each recipient") {
    Scratch scratch;
    const auto file = bundle(scratch.path(), content_of(small_site()),
                             {desk().certificate, second_desk().certificate});

    for (const auto* opener : {&desk(), &second_desk()}) {
        const auto out = scratch.path() / sha256_hex(opener->certificate.pem()).substr(0, 8);
        const auto opened = exchange::open_bundle(file, opener->key, std::nullopt, out);

        REQUIRE(opened);
        for (const auto& one : small_site()) CHECK(read(out / one.path) == one.text);
        CHECK(opened->files == small_site().size() + 1);
        CHECK(fs::exists(out / "contents.json"));
    }
}

TEST_CASE("bundle: the file is named after its id and closed to others") {
    Scratch scratch;

    const auto file = small_bundle(scratch.path());

    struct stat status {};
    REQUIRE(::stat(file.c_str(), &status) == 0);
    CHECK((status.st_mode & 07777) == 0600);
    CHECK(is_uuid(file.stem().native()));
    CHECK(names_below(scratch.path()) == std::vector{file.filename().native()});
}

TEST_CASE("bundle: verifying tells who signed, when, and what ran") {
    Scratch scratch;
    const auto file = small_bundle(scratch.path());

    const auto verified = exchange::verify_bundle(file, agent().certificate);

    REQUIRE(verified);
    CHECK(verified->pinned);
    CHECK(verified->signature.signer.fingerprint() == agent().certificate.fingerprint());
    CHECK(system_clock().now() - verified->signature.signed_at < std::chrono::minutes{1});
    CHECK(verified->manifest.outcomes.front().collector == "disk");
    CHECK(verified->manifest.recipients == std::vector{desk().certificate.fingerprint()});
}

TEST_CASE("bundle: content of many volumes is one stream again") {
    Scratch scratch;
    std::string noise(300'000, '\0');
    fill_random({reinterpret_cast<unsigned char*>(noise.data()), noise.size()});
    const auto content = content_of({{"evidence/logs/noise", noise}});
    const auto file = bundle(scratch.path(), content, {desk().certificate}, {4096, 0});

    const auto opened =
        exchange::open_bundle(file, desk().key, std::nullopt, scratch.path() / "out");

    REQUIRE(opened);
    CHECK(opened->verified.manifest.volumes.size() == (content.size() + 4095) / 4096);
    CHECK(read(scratch.path() / "out/evidence/logs/noise") == noise);
}
