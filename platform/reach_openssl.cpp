// SPDX-License-Identifier: Apache-2.0
// Certificates in words, and what the library's verdict on a chain means.
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <filesystem>

#include "platform/certificate.hpp"
#include "platform/reach.hpp"
#include "platform/text.hpp"
#include "platform/tls.hpp"

namespace diag {
namespace {

std::string part_of(const X509_NAME* name, int kind) {
    const int at = X509_NAME_get_index_by_NID(name, kind, -1);
    if (at < 0) return {};
    const auto* text = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at));
    unsigned char* utf8 = nullptr;
    const int length = ASN1_STRING_to_UTF8(&utf8, text);
    if (length < 0) return {};
    std::string part(reinterpret_cast<const char*>(utf8), static_cast<std::size_t>(length));
    OPENSSL_free(utf8);
    return one_line(part);
}

std::string called(const X509_NAME* name) {
    auto common = part_of(name, NID_commonName);
    return common.empty() ? part_of(name, NID_organizationName) : common;
}

}  // namespace

ShownCertificate shown_certificate(X509* certificate) {
    X509_up_ref(certificate);
    const auto ours = Certificate::adopt(certificate);
    const auto* subject = X509_get_subject_name(certificate);
    const auto* issuer = X509_get_issuer_name(certificate);
    return {.name = called(subject),
            .organisation = part_of(subject, NID_organizationName),
            .issuer = called(issuer),
            .issuer_organisation = part_of(issuer, NID_organizationName),
            .fingerprint = ours.fingerprint(),
            .not_before = ours.not_before(),
            .not_after = ours.not_after()};
}

bool leads_nowhere(int verdict) {
    return verdict == X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT ||
           verdict == X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN ||
           verdict == X509_V_ERR_CERT_SIGNATURE_FAILURE;
}

bool lacks_issuer(int verdict) {
    return verdict == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT ||
           verdict == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY ||
           verdict == X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE;
}

bool has_trust_store(std::string_view authorities) {
    namespace fs = std::filesystem;
    if (certificates_in(authorities) > 0) return true;
    std::error_code unknown;
    const fs::path directory = X509_get_default_cert_dir();
    return fs::exists(X509_get_default_cert_file(), unknown) ||
           (fs::is_directory(directory, unknown) && !fs::is_empty(directory, unknown));
}

}  // namespace diag
