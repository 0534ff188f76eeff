// SPDX-License-Identifier: Apache-2.0
#include "parts.hpp"
#include "platform/digest.hpp"

using namespace diag;
using namespace diag::test;

namespace {

/// A bundle of three volumes, and its parts.
Parts three_volumes() {
    const Scratch scratch;
    const auto content = content_of(small_site());
    return taken_apart(
        bundle(scratch.path(), content, {desk().certificate}, {content.size() / 3 + 1, 0}));
}

std::string small_bytes() {
    const Scratch scratch;
    return read(small_bundle(scratch.path()));
}

}  // namespace

TEST_CASE("altered: a bundle put together from its own parts still holds") {
    CHECK(verified(put_together(three_volumes())));
}

TEST_CASE("altered: a bundle cut at any byte is refused") {
    const auto whole = small_bytes();
    const Scratch scratch;
    const auto file = scratch.path() / "case.safrdiag";
    std::size_t accepted = 0;

    for (std::size_t length = 0; length < whole.size(); ++length) {
        write(file, std::string_view(whole).substr(0, length));
        const auto result = exchange::verify_bundle(file, std::nullopt);
        if (result || result.error().what.find(file.native()) != 0) ++accepted;
    }

    CHECK(accepted == 0);
}

TEST_CASE("altered: a bundle cut short says so and what to do") {
    const auto whole = small_bytes();

    const auto result = verified(whole.substr(0, whole.size() - 2000));

    REQUIRE_FALSE(result);
    CHECK(result.error().fault == Fault::malformed);
    CHECK(result.error().what.find("within volume-0001.p7m: the copy is not whole, fetch it") !=
          std::string::npos);
}

TEST_CASE("altered: a bundle with any one byte changed is refused") {
    const auto whole = small_bytes();
    const Scratch scratch;
    const auto file = scratch.path() / "case.safrdiag";
    std::vector<std::size_t> unnoticed;

    for (std::size_t at = 0; at < whole.size(); ++at)
        for (const char flip : {'\x01', '\x80', '\xff'}) {
            auto changed = whole;
            changed[at] = static_cast<char>(changed[at] ^ flip);
            write(file, changed);
            if (exchange::verify_bundle(file, std::nullopt)) unnoticed.push_back(at);
        }

    CHECK(unnoticed == std::vector<std::size_t>{});
}

TEST_CASE("altered: volumes that changed places are refused") {
    auto parts = three_volumes();
    std::swap(parts.volumes[0], parts.volumes[1]);

    const auto result = verified(put_together(parts));

    REQUIRE_FALSE(result);
    CHECK(result.error().what.find("volume-0001.p7m") != std::string::npos);
}

TEST_CASE("altered: a volume that is missing or too many is refused") {
    auto fewer = three_volumes();
    fewer.volumes.pop_back();
    auto more = three_volumes();
    more.volumes.push_back(more.volumes.front());

    CHECK_FALSE(verified(put_together(fewer)));
    const auto result = verified(put_together(more));
    REQUIRE_FALSE(result);
    CHECK(result.error().what.find("holds more than its manifest lists") != std::string::npos);
}

TEST_CASE("altered: a member nobody listed is refused wherever it stands") {
    const auto parts = three_volumes();
    const std::vector<File> right{{"manifest.json", parts.manifest},
                                  {"manifest.json.p7s", parts.signature},
                                  {"volume-0001.p7m", parts.volumes[0]},
                                  {"volume-0002.p7m", parts.volumes[1]},
                                  {"volume-0003.p7m", parts.volumes[2]}};
    REQUIRE(verified(tar_of(right, parts.modified)));

    for (std::size_t place = 0; place <= right.size(); ++place) {
        auto members = right;
        members.insert(members.begin() + static_cast<std::ptrdiff_t>(place),
                       {"readme.txt", "hello"});
        CHECK_FALSE(verified(tar_of(members, parts.modified)));
    }
}

TEST_CASE("altered: bytes after the end are refused") {
    const auto result = verified(put_together(three_volumes()) + std::string(512, '\0'));

    REQUIRE_FALSE(result);
    CHECK(result.error().what.find("bytes follow the end of the bundle") != std::string::npos);
}

TEST_CASE("altered: a manifest somebody else signed is refused when the agent is known") {
    const auto stranger = keeper(Role::agent);
    auto parts = three_volumes();
    auto manifest = parts.read_manifest();
    manifest.agent_id = stranger.certificate.fingerprint();
    parts.sign(json::write_pretty(to_json(manifest)), {stranger.certificate, stranger.key});
    const Scratch scratch;
    const auto file = scratch.file("case.safrdiag", put_together(parts));

    const auto pinned = exchange::verify_bundle(file, agent().certificate);
    const auto unknown = exchange::verify_bundle(file, std::nullopt);

    REQUIRE_FALSE(pinned);
    CHECK(pinned.error().fault == Fault::refused);
    REQUIRE(unknown);
    CHECK_FALSE(unknown->pinned);
}

TEST_CASE("altered: a manifest that names another agent than its signer is refused") {
    const auto stranger = keeper(Role::agent);
    auto parts = three_volumes();
    parts.sign(parts.manifest, {stranger.certificate, stranger.key});
    const Scratch scratch;

    CHECK_FALSE(
        exchange::verify_bundle(scratch.file("a.safrdiag", put_together(parts)), std::nullopt));
}

TEST_CASE("altered: a certificate that may not sign cannot sign a manifest") {
    auto parts = three_volumes();
    auto manifest = parts.read_manifest();
    manifest.agent_id = desk().certificate.fingerprint();
    parts.sign(json::write_pretty(to_json(manifest)), {desk().certificate, desk().key});
    const Scratch scratch;

    const auto result =
        exchange::verify_bundle(scratch.file("a.safrdiag", put_together(parts)), std::nullopt);

    REQUIRE_FALSE(result);
    CHECK(result.error().what.find("not one for signing") != std::string::npos);
}

TEST_CASE("altered: a newer format is told from a broken one, with both versions") {
    auto parts = three_volumes();
    auto document = to_json(parts.read_manifest());
    document.as_object()["format"] = 2;
    document.as_object()["something_new"] = true;
    parts.sign(json::write_pretty(document));

    const auto result = verified(put_together(parts));

    REQUIRE_FALSE(result);
    CHECK(result.error().fault == Fault::unsupported);
    CHECK(result.error().what.find("format 2 and this program reads up to format 1") !=
          std::string::npos);
}

TEST_CASE("altered: what is no bundle at all is told so") {
    for (const auto& text : {std::string(), std::string(4096, 'x'), std::string(4096, '\0')}) {
        const auto result = verified(text);
        REQUIRE_FALSE(result);
        CHECK(result.error().fault == Fault::malformed);
    }
}
