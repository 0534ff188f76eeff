// SPDX-License-Identifier: Apache-2.0
// CMS leaves parts unsigned: versions, the outer list of digests, unsigned attributes, further
// certificates. They carry no meaning for us, but "altered" must be seen whatever was altered.
#include "platform/cms_form_openssl.hpp"

#include <openssl/x509v3.h>

#include <algorithm>
#include <ctime>

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

/// DER orders the members of a set by their encoding (X.690 11.6).
std::string set_of(char tag, std::vector<std::string> members) {
    std::ranges::sort(members);
    std::string content;
    for (const auto& member : members) content += member;
    return der(tag, content);
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

/// Content type, digest and time of signing, each once: nothing is signed along that nobody reads.
bool only_known_attributes(CMS_SignerInfo* signer) {
    constexpr int known[] = {NID_pkcs9_contentType, NID_pkcs9_messageDigest, NID_pkcs9_signingTime};
    if (CMS_signed_get_attr_count(signer) != static_cast<int>(std::size(known))) return false;
    return std::ranges::all_of(
        known, [&](int nid) { return CMS_signed_get_attr_by_NID(signer, nid, -1) >= 0; });
}

X509* certificate_of(CMS_SignerInfo* signer) {
    X509* native = nullptr;
    CMS_SignerInfo_get0_algs(signer, nullptr, &native, nullptr, nullptr);
    return native;
}

}  // namespace

openssl::Cms signed_data_from(std::string_view der) {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    const auto* end = at + der.size();
    openssl::Cms message(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(der.size())));
    const bool whole =
        message && at == end && OBJ_obj2nid(CMS_get0_type(message.get())) == NID_pkcs7_signed;
    if (!whole) openssl::failure(Fault::malformed, "");  // empties the queue
    return whole ? std::move(message) : nullptr;
}

Result<std::vector<Signed>> signers_of(CMS_ContentInfo* message, std::size_t most) {
    auto* infos = CMS_get0_SignerInfos(message);
    const int count = infos ? sk_CMS_SignerInfo_num(infos) : 0;
    if (count < 1 || static_cast<std::size_t>(count) > most)
        return Error{Fault::malformed, most == 1 ? "the signature does not have exactly one signer"
                                                 : "signed by nobody or by too many"};
    std::vector<Signed> signers;
    for (int i = 0; i < count; ++i) {
        auto* info = sk_CMS_SignerInfo_value(infos, i);
        X509* native = certificate_of(info);
        if (!native) return Error{Fault::malformed, "the signature lacks its signer's certificate"};
        X509_up_ref(native);
        auto certificate = Certificate::adopt(native);
        if (!certificate.may_sign())
            return Error{Fault::refused,
                         "the signer's certificate is not one for signing on P-256"};
        if (!only_known_attributes(info))
            return Error{Fault::malformed,
                         "the signature has other attributes than content type, digest and time"};
        signers.push_back({std::move(certificate), signing_time(info)});
    }
    return signers;
}

std::string only_form(CMS_ContentInfo* message, const std::string_view* content) {
    auto* infos = CMS_get0_SignerInfos(message);
    std::vector<std::string> certificates;
    std::vector<std::string> signers;
    for (int i = 0; i < sk_CMS_SignerInfo_num(infos); ++i) {
        auto* info = sk_CMS_SignerInfo_value(infos, i);
        X509* native = certificate_of(info);
        if (!native) return {};
        certificates.push_back(openssl::der_of(native, i2d_X509));
        signers.push_back(signer_info(info, native));
    }
    std::string parts{version_1};
    parts += der(set, der(sequence, id_sha256));
    std::string inner{id_data};
    if (content) inner += der(context_0, der(octets, *content));
    parts += der(sequence, inner);
    parts += set_of(context_0, std::move(certificates));
    parts += set_of(set, std::move(signers));
    return der(sequence, std::string(id_signed_data) + der(context_0, der(sequence, parts)));
}

}  // namespace diag::cms
