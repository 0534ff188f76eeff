// SPDX-License-Identifier: Apache-2.0
// What an engineer of ours signed, in a form that requests do not have.
#include "platform/cms.hpp"
#include "tests/forge/odd_cms.hpp"

namespace diag::forge {
namespace {

auto odd(const Oddity& oddity) {
    return [oddity](Forger& forger) {
        return odd_cms(text_of(forger.good()), forger.scene.engineer, oddity);
    };
}

auto with_digest(const char* digest) { return odd({.digest = digest}); }
auto with_flags(unsigned flags) { return odd({.flags = flags}); }

/// The request names the certificate it is signed with, as one that holds does.
auto with_key(const char* algorithm) {
    return [algorithm](Forger& forger) {
        return by_another_algorithm(text_of(forger.good()), forger.scene.engineer,
                                    forger.scene.authority, algorithm);
    };
}

std::string with_one_more_certificate(Forger& forger) {
    return odd_cms(text_of(forger.good()), forger.scene.engineer,
                   {.more_certificates = {forger.scene.authority.certificate}});
}

std::string with_a_list(Forger& forger) {
    const auto empty = must(RevocationList::make(
        {}, 1, forger.scene.now - std::chrono::hours{1}, forger.scene.now + std::chrono::hours{1},
        forger.scene.authority.certificate, forger.scene.authority.key));
    return odd_cms(text_of(forger.good()), forger.scene.engineer, {.list = &empty});
}

std::string sealed(Forger& forger) {
    std::string message;
    auto sealer = must(cms::Sealer::create(std::vector{forger.scene.recipient.certificate},
                                           [&](std::string_view bytes) -> Result<> {
                                               message += bytes;
                                               return {};
                                           }));
    const auto inside = signed_by(forger.scene.engineer, forger.good());
    if (!sealer.write(inside) || !sealer.finish()) throw std::runtime_error("sealing failed");
    return message;
}

}  // namespace

std::vector<Kind> kinds_of_forms() {
    return {
        {"SHA-1", with_digest("SHA1")},
        {"SHA-224", with_digest("SHA224")},
        {"SHA-384", with_digest("SHA384")},
        {"SHA-512", with_digest("SHA512")},
        {"an RSA key", with_key("RSA")},
        {"a key on P-384", with_key("EC")},
        {"an Ed25519 key", with_key("ED25519")},
        {"one certificate more", with_one_more_certificate},
        {"a revocation list inside", with_a_list},
        {"an unsigned attribute", odd({.unsigned_attribute = true})},
        {"one signed attribute more", odd({.signed_attribute = true})},
        {"no signed attributes", with_flags(CMS_NOATTR)},
        {"no certificate", with_flags(CMS_NOCERTS)},
        {"a signer by key identifier", with_flags(CMS_USE_KEYID)},
        {"content left out", with_flags(CMS_DETACHED)},
        {"another type of content", odd({.other_type = true})},
        {"signed twice by the same", odd({.times = 2})},
        {"signed by three",
         [](auto& it) {
             const auto twice = signed_twice(signed_by(it.scene.engineer, it.good()), it.second);
             return odd_cms(must(cms::open_document(twice)).content, it.scene.engineer,
                            {.times = 3});
         }},
        {"signed by nobody", [](auto& it) { return unsigned_cms(text_of(it.good())); }},
        {"plain JSON", [](auto& it) { return text_of(it.good()); }},
        {"PEM", odd({.armoured = true})},
        {"BER of unknown length", odd({.streamed = true})},
        {"sealed", sealed},
        {"a certificate for a request",
         [](auto& it) { return it.scene.engineer.certificate.pem(); }},
    };
}

}  // namespace diag::forge
