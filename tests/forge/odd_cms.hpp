// SPDX-License-Identifier: Apache-2.0
// Signed documents that our own tools would not write: by OpenSSL, in every form it knows.
#pragma once

#include <openssl/cms.h>

#include "tests/forge/forger.hpp"

namespace diag::forge {

struct Oddity {
    const char* digest = "SHA256";
    unsigned flags = 0;  ///< CMS_NOATTR, CMS_USE_KEYID, ...
    int times = 1;       ///< signed by the same one
    bool armoured = false, streamed = false, other_type = false;
    bool signed_attribute = false, unsigned_attribute = false;
    std::vector<Certificate> more_certificates = {};
    const RevocationList* list = nullptr;
};

std::string odd_cms(std::string_view content, const Person& signer, const Oddity& oddity = {});

/// Signed by nobody.
std::string unsigned_cms(std::string_view content);

/// Signed by one key, and shown under the certificate of another: its issuer and serial number are
/// what the signature names.
std::string under_another_certificate(std::string_view content, const Person& signer,
                                      const Certificate& shown);
inline std::string under_another_certificate(std::string_view content, const Person& signer,
                                             const Person& shown) {
    return under_another_certificate(content, signer, shown.certificate);
}

/// What it carries is replaced; the signature stays.
std::string with_content(const std::string& document, std::string_view content);

/// The other signature that ECDSA has for the same content and key: (r, n - s).
std::string twin_of(const std::string& document);

/// An engineer's certificate by the authority for a key of another algorithm ("RSA", "EC",
/// "ED25519"; EC is P-384), and what that key signed; Ed25519 signs nothing, as CMS in OpenSSL 3.0
/// cannot.
std::string by_another_algorithm(std::string_view content, const Person& engineer,
                                 const Person& authority, const char* algorithm);

}  // namespace diag::forge
