// SPDX-License-Identifier: Apache-2.0
#include "platform/cms.hpp"

#include <algorithm>

#include "platform/digest.hpp"
#include "tests/show.hpp"

using namespace diag;

namespace {

struct Pair {
    PrivateKey key;
    Certificate certificate;
};

Pair made(Role role) {
    const auto key = PrivateKey::generate();
    REQUIRE(key);
    const auto now = system_clock().now();
    const auto certificate = self_signed({.role = role,
                                          .name = "somebody",
                                          .level = {},
                                          .host = {},
                                          .from = now - std::chrono::hours{1},
                                          .until = now + std::chrono::hours{1}},
                                         *key);
    REQUIRE(certificate);
    return {*key, *certificate};
}

const Pair& recipient() {
    static const auto one = made(Role::recipient);
    return one;
}

std::string noise(std::size_t size) {
    std::string bytes(size, '\0');
    fill_random({reinterpret_cast<unsigned char*>(bytes.data()), bytes.size()});
    return bytes;
}

std::string sealed(std::string_view plain, const std::vector<Certificate>& recipients,
                   std::size_t piece = 10'000) {
    std::string out;
    auto sealer = cms::Sealer::create(recipients, [&](std::string_view bytes) {
        out += bytes;
        return Result<>{};
    });
    REQUIRE(sealer);
    for (; !plain.empty(); plain.remove_prefix(std::min(piece, plain.size())))
        REQUIRE(sealer->write(plain.substr(0, piece)));
    REQUIRE(sealer->finish());
    return out;
}

Result<std::string> opened(const std::string& message, const PrivateKey& key) {
    std::string plain;
    const cms::Sealed source{message.size(), [&](std::uint64_t at, std::span<char> into) {
                                 std::copy_n(message.data() + at, into.size(), into.data());
                                 return Result<>{};
                             }};
    const auto done = cms::open(source, key, [&](std::string_view bytes) {
        plain += bytes;
        return Result<>{};
    });
    if (!done) return done.error();
    return plain;
}

}  // namespace

TEST_CASE("cms: what was sealed opens to the same bytes, whatever its size") {
    for (const std::size_t size : {1u, 15u, 16u, 4095u, 4096u, 4097u, 65'536u, 1'000'001u}) {
        const auto plain = noise(size);
        const auto message = sealed(plain, {recipient().certificate}, 777);
        const auto back = opened(message, recipient().key);
        REQUIRE(back);
        CHECK((*back == plain));
        CHECK(message.size() < size + size / 128 + 1024);
    }
}

TEST_CASE("cms: each of many recipients can open, and nobody else") {
    std::vector<Pair> pairs;
    std::vector<Certificate> certificates;
    for (int i = 0; i < 5; ++i) {
        pairs.push_back(made(Role::recipient));
        certificates.push_back(pairs.back().certificate);
    }
    const auto message = sealed("content", certificates);

    for (const auto& pair : pairs) CHECK(*opened(message, pair.key) == "content");
    CHECK(opened(message, recipient().key).error().fault == Fault::refused);
}

TEST_CASE("cms: the same content sealed twice shows no likeness") {
    const std::string plain(10'000, 'a');
    const auto first = sealed(plain, {recipient().certificate});
    const auto second = sealed(plain, {recipient().certificate});

    CHECK(first.substr(first.size() - 5000) != second.substr(second.size() - 5000));
    CHECK(first.find("aaaaaaaa") == std::string::npos);
}

TEST_CASE("cms: no sealed message that was changed anywhere yields other content") {
    const auto plain = noise(300);
    const auto message = sealed(plain, {recipient().certificate});
    std::size_t other = 0, opens = 0;
    for (std::size_t bit = 0; bit < message.size() * 8; ++bit) {
        auto changed = message;
        changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
        const auto back = opened(changed, recipient().key);
        if (back) ++opens;
        if (back && *back != plain) ++other;
    }
    CHECK(other == 0);
    // Versions and the recipient's name carry no meaning for who has the key.
    CHECK(opens < message.size());
}

TEST_CASE("cms: a sealed message cut at any byte does not open") {
    const auto message = sealed(noise(300), {recipient().certificate});
    std::size_t opens = 0;
    for (std::size_t length = 0; length < message.size(); ++length)
        if (opened(message.substr(0, length), recipient().key)) ++opens;
    CHECK(opens == 0);
}

TEST_CASE("cms: a failing sink ends sealing and opening with its own error") {
    const auto full = [](std::string_view) { return Result<>{Error{Fault::full, "no room"}}; };
    auto sealer = cms::Sealer::create(std::vector{recipient().certificate}, full);
    REQUIRE(sealer);
    auto failed = sealer->write(noise(100'000));
    if (failed) failed = sealer->finish();
    REQUIRE_FALSE(failed);
    CHECK(failed.error().what == "no room");

    const auto message = sealed(noise(100'000), {recipient().certificate});
    const cms::Sealed source{message.size(), [&](std::uint64_t at, std::span<char> into) {
                                 std::copy_n(message.data() + at, into.size(), into.data());
                                 return Result<>{};
                             }};
    CHECK(cms::open(source, recipient().key, full).error().what == "no room");
}

TEST_CASE("cms: a source that fails ends opening with its own error") {
    const auto message = sealed(noise(200'000), {recipient().certificate});
    const cms::Sealed source{message.size(), [&](std::uint64_t at, std::span<char> into) {
                                 if (at > 100'000 && at < 199'000)
                                     return Result<>{Error{Fault::io, "bad sector"}};
                                 std::copy_n(message.data() + at, into.size(), into.data());
                                 return Result<>{};
                             }};
    const auto done =
        cms::open(source, recipient().key, [](std::string_view) { return Result<>{}; });

    REQUIRE_FALSE(done);
    CHECK(done.error().what == "bad sector");
}

TEST_CASE("cms: a signature holds for its content, names its signer and tells when") {
    const auto agent = made(Role::agent);
    const auto signature = cms::sign("content", agent.certificate, agent.key);
    REQUIRE(signature);

    const auto held = cms::verify("content", *signature);

    REQUIRE(held);
    CHECK(held->signer.fingerprint() == agent.certificate.fingerprint());
    CHECK(system_clock().now() - held->signed_at < std::chrono::minutes{1});
    CHECK_FALSE(cms::verify("content\n", *signature));
    CHECK_FALSE(cms::verify("", *signature));
}

TEST_CASE("cms: a signature with any one bit changed does not hold for its signer") {
    const auto agent = made(Role::agent);
    const auto signature = cms::sign("content", agent.certificate, agent.key);
    REQUIRE(signature);
    std::size_t unnoticed = 0;
    for (std::size_t bit = 0; bit < signature->size() * 8; ++bit) {
        auto changed = *signature;
        changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
        const auto held = cms::verify("content", changed);
        if (held && held->signer.fingerprint() == agent.certificate.fingerprint()) ++unnoticed;
    }
    CHECK(unnoticed == 0);
}

TEST_CASE("cms: nothing may follow or be missing in a signature") {
    const auto agent = made(Role::agent);
    const auto signature = cms::sign("content", agent.certificate, agent.key);
    REQUIRE(signature);

    CHECK_FALSE(cms::verify("content", *signature + '\0'));
    CHECK_FALSE(cms::verify("content", signature->substr(0, signature->size() - 1)));
    CHECK_FALSE(cms::verify("content", ""));
    CHECK_FALSE(cms::verify("content", sealed("content", {recipient().certificate})));
}

TEST_CASE("cms: who may only receive cannot sign") {
    const auto signature = cms::sign("content", recipient().certificate, recipient().key);
    if (signature) CHECK(cms::verify("content", *signature).error().fault == Fault::refused);
}
