// SPDX-License-Identifier: Apache-2.0
// Detached signatures, and the proof that no byte of one is free to change.
//
// CMS leaves parts unsigned: versions, the outer list of digests, unsigned attributes, further
// certificates. They carry no meaning for us, but "altered" must be seen whatever was altered. So
// the one DER form that sign() yields is put together again from the parts that are proven, and
// compared.
#include <openssl/x509v3.h>

#include <ctime>

#include "platform/cms.hpp"
#include "platform/sink_openssl.hpp"

namespace diag::cms {
namespace {

std::string_view as_text(const unsigned char* bytes, std::size_t length) {
    return {reinterpret_cast<const char*>(bytes), length};
}

std::string der(char tag, std::string_view content) {
    std::string out(1, tag);
    if (content.size() < 0x80) {
        out += static_cast<char>(content.size());
    } else {
        std::string length;
        for (auto rest = content.size(); rest != 0; rest >>= 8)
            length.insert(length.begin(), static_cast<char>(rest & 0xff));
        out += static_cast<char>(0x80 | length.size());
        out += length;
    }
    return out.append(content);
}

constexpr char sequence = 0x30;
constexpr char set = 0x31;
constexpr char octets = 0x04;
constexpr char context_0 = static_cast<char>(0xa0);

using namespace std::string_view_literals;
constexpr auto version_1 = "\x02\x01\x01"sv;
// Object identifiers with their tag: id-signedData, id-data (RFC 5652), SHA-256 (RFC 5754),
// ecdsa-with-SHA256 (RFC 5758).
constexpr auto id_signed_data = "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"sv;
constexpr auto id_data = "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"sv;
constexpr auto id_sha256 = "\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01"sv;
constexpr auto id_ecdsa_sha256 = "\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02"sv;

/// Issuer and serial number are the certificate's own: OpenSSL finds it by a comparison of names
/// that is blind to case.
std::string signer_info(CMS_SignerInfo* signer, const X509* certificate) {
    std::string attributes;
    for (int i = 0; i < CMS_signed_get_attr_count(signer); ++i)
        attributes += openssl::der_of(CMS_signed_get_attr(signer, i), i2d_X509_ATTRIBUTE);
    const auto* signature = CMS_SignerInfo_get0_signature(signer);
    std::string parts{version_1};
    parts +=
        der(sequence, openssl::der_of(X509_get_issuer_name(certificate), i2d_X509_NAME) +
                          openssl::der_of(X509_get0_serialNumber(certificate), i2d_ASN1_INTEGER));
    parts += der(sequence, id_sha256);
    parts += der(context_0, attributes);
    parts += der(sequence, id_ecdsa_sha256);
    parts += der(octets, as_text(signature->data, static_cast<std::size_t>(signature->length)));
    return der(sequence, parts);
}

std::string only_form(CMS_SignerInfo* signer, X509* certificate) {
    std::string parts{version_1};
    parts += der(set, der(sequence, id_sha256));
    parts += der(sequence, id_data);
    parts += der(context_0, openssl::der_of(certificate, i2d_X509));
    parts += der(set, signer_info(signer, certificate));
    return der(sequence, std::string(id_signed_data) + der(context_0, der(sequence, parts)));
}

Time signing_time(CMS_SignerInfo* signer) {
    const int at = CMS_signed_get_attr_by_NID(signer, NID_pkcs9_signingTime, -1);
    const auto* value =
        at < 0 ? nullptr : X509_ATTRIBUTE_get0_type(CMS_signed_get_attr(signer, at), 0);
    if (!value || (value->type != V_ASN1_UTCTIME && value->type != V_ASN1_GENERALIZEDTIME))
        return {};
    std::tm parts{};
    if (ASN1_TIME_to_tm(value->value.asn1_string, &parts) != 1) return {};
    return Time{std::chrono::seconds{::timegm(&parts)}};
}

openssl::Cms parsed(std::string_view signature) {
    const auto* at = reinterpret_cast<const unsigned char*>(signature.data());
    openssl::Cms message(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(signature.size())));
    const bool all =
        at == reinterpret_cast<const unsigned char*>(signature.data()) + signature.size();
    return all ? std::move(message) : nullptr;
}

Result<CMS_SignerInfo*> only_signer(CMS_ContentInfo* message) {
    auto* signers = CMS_get0_SignerInfos(message);
    if (!signers || sk_CMS_SignerInfo_num(signers) != 1)
        return Error{Fault::malformed, "the signature does not have exactly one signer"};
    return sk_CMS_SignerInfo_value(signers, 0);
}

}  // namespace

Result<std::string> sign(std::string_view content, const Certificate& certificate,
                         const PrivateKey& key) {
    const auto bio = openssl::reading(content);
    constexpr unsigned flags = CMS_DETACHED | CMS_BINARY | CMS_NOSMIMECAP | CMS_PARTIAL;
    const openssl::Cms message(CMS_sign(nullptr, nullptr, nullptr, nullptr, flags));
    if (!message ||
        !CMS_add1_signer(message.get(), certificate.native(), key.native(), EVP_sha256(), flags) ||
        CMS_final(message.get(), bio.get(), nullptr, flags) != 1)
        return openssl::failure(Fault::bug, "signing");
    return openssl::der_of(message.get(), i2d_CMS_ContentInfo);
}

Result<Signed> verify(std::string_view content, std::string_view signature) {
    const auto message = parsed(signature);
    if (!message || OBJ_obj2nid(CMS_get0_type(message.get())) != NID_pkcs7_signed)
        return openssl::failure(Fault::malformed, "the signature is no CMS SignedData");
    const auto signer = only_signer(message.get());
    if (!signer) return signer.error();

    const auto bio = openssl::reading(content);
    constexpr unsigned flags = CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY;
    if (CMS_verify(message.get(), nullptr, nullptr, bio.get(), nullptr, flags) != 1)
        return openssl::failure(Fault::malformed, "the signature does not hold");

    X509* native = nullptr;
    CMS_SignerInfo_get0_algs(*signer, nullptr, &native, nullptr, nullptr);
    if (!native) return Error{Fault::malformed, "the signature lacks its signer's certificate"};
    X509_up_ref(native);
    auto certificate = Certificate::adopt(native);
    if (!certificate.may_sign())
        return Error{Fault::refused, "the signer's certificate is not one for signing on P-256"};
    if (only_form(*signer, native) != signature)
        return Error{Fault::malformed, "the signature was altered outside of what it signs"};
    return Signed{std::move(certificate), signing_time(*signer)};
}

}  // namespace diag::cms
