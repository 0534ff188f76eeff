// SPDX-License-Identifier: Apache-2.0
#include "tests/forge/odd_cms.hpp"

#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "platform/sink_openssl.hpp"

namespace diag::forge {
namespace {

using openssl::Cms;
using openssl::Free;
using Key = std::unique_ptr<EVP_PKEY, Free<&EVP_PKEY_free>>;
using Native = std::unique_ptr<X509, Free<&X509_free>>;

void must(bool done, const char* what) {
    if (!done) throw std::runtime_error(openssl::failure(Fault::bug, what).what);
}

openssl::Bio reader(std::string_view bytes) {
    return openssl::Bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
}

std::string written(CMS_ContentInfo* message) {
    return openssl::der_of(message, i2d_CMS_ContentInfo);
}

Cms parsed(const std::string& document) {
    const auto* at = reinterpret_cast<const unsigned char*>(document.data());
    Cms message(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(document.size())));
    must(message != nullptr, "reading a document");
    return message;
}

Cms begun(std::string_view content, unsigned flags) {
    const auto data = reader(content);
    Cms message(CMS_sign(nullptr, nullptr, nullptr, data.get(), CMS_PARTIAL | CMS_BINARY | flags));
    must(message != nullptr, "beginning a document");
    return message;
}

void add_attributes(CMS_SignerInfo* signer, const Oddity& oddity) {
    constexpr std::string_view value = "let me in";
    if (oddity.signed_attribute)
        must(CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_unstructuredName, V_ASN1_PRINTABLESTRING,
                                         value.data(), static_cast<int>(value.size())) == 1,
             "a signed attribute");
    if (oddity.unsigned_attribute)
        must(CMS_unsigned_add1_attr_by_NID(signer, NID_pkcs9_unstructuredName,
                                           V_ASN1_PRINTABLESTRING, value.data(),
                                           static_cast<int>(value.size())) == 1,
             "an unsigned attribute");
}

std::string sealed_up(Cms message, std::string_view content, const Oddity& oddity) {
    for (const auto& each : oddity.more_certificates)
        must(CMS_add1_cert(message.get(), each.native()) == 1, "one more certificate");
    if (oddity.list) {
        const auto pem = oddity.list->pem();
        const auto text = reader(pem);
        std::unique_ptr<X509_CRL, Free<&X509_CRL_free>> list(
            PEM_read_bio_X509_CRL(text.get(), nullptr, nullptr, nullptr));
        must(list && CMS_add1_crl(message.get(), list.get()) == 1, "a revocation list");
    }
    if (oddity.other_type)
        must(CMS_set1_eContentType(message.get(), OBJ_nid2obj(NID_pkcs7_signed)) == 1, "a type");
    const auto data = reader(content);
    openssl::Bio out(BIO_new(BIO_s_mem()));
    if (oddity.streamed) {
        must(i2d_CMS_bio_stream(out.get(), message.get(), data.get(), CMS_STREAM | CMS_BINARY) == 1,
             "streaming");
        return openssl::text_of(out.get());
    }
    must(CMS_final(message.get(), data.get(), nullptr, CMS_BINARY | oddity.flags) == 1, "signing");
    if (!oddity.armoured) return written(message.get());
    const auto der = written(message.get());
    must(PEM_write_bio(out.get(), "CMS", "", reinterpret_cast<const unsigned char*>(der.data()),
                       static_cast<long>(der.size())) > 0,
         "armour");
    return openssl::text_of(out.get());
}

std::string signed_with(std::string_view content, X509* certificate, EVP_PKEY* key,
                        const Oddity& oddity) {
    auto message = begun(content, oddity.flags | (oddity.streamed ? CMS_STREAM : 0));
    for (int n = 0; n < oddity.times; ++n) {
        auto* signer =
            CMS_add1_signer(message.get(), certificate, key, EVP_get_digestbyname(oddity.digest),
                            CMS_BINARY | CMS_NOSMIMECAP | oddity.flags);
        must(signer != nullptr, "a signer");
        add_attributes(signer, oddity);
    }
    return sealed_up(std::move(message), content, oddity);
}

Key key_of(const char* algorithm) {
    const std::string_view name(algorithm);
    Key key(name == "RSA"  ? EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2048})
            : name == "EC" ? EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-384")
                           : EVP_PKEY_Q_keygen(nullptr, nullptr, algorithm));
    must(key != nullptr, algorithm);
    return key;
}

/// The engineer's certificate for another key, signed anew by the authority.
Native certificate_for(EVP_PKEY* key, const Person& engineer, const Person& authority) {
    Native copy(X509_dup(engineer.certificate.native()));
    must(copy && X509_set_pubkey(copy.get(), key) == 1, "a certificate");
    const int at = X509_get_ext_by_NID(copy.get(), NID_subject_key_identifier, -1);
    if (at >= 0) X509_EXTENSION_free(X509_delete_ext(copy.get(), at));
    must(X509_sign(copy.get(), authority.key.native(), EVP_sha256()) > 0, "a certificate");
    return copy;
}

}  // namespace

std::string odd_cms(std::string_view content, const Person& signer, const Oddity& oddity) {
    return signed_with(content, signer.certificate.native(), signer.key.native(), oddity);
}

std::string unsigned_cms(std::string_view content) {
    return sealed_up(begun(content, 0), content, {});
}

std::string under_another_certificate(std::string_view content, const Person& signer,
                                      const Certificate& shown) {
    const Native named(X509_dup(signer.certificate.native()));
    must(named && X509_set_issuer_name(named.get(), X509_get_issuer_name(shown.native())) == 1 &&
             X509_set_serialNumber(named.get(), X509_get_serialNumber(shown.native())) == 1,
         "another certificate's name");
    return signed_with(content, named.get(), signer.key.native(),
                       {.flags = CMS_NOCERTS, .more_certificates = {shown}});
}

std::string with_content(const std::string& document, std::string_view content) {
    const auto message = parsed(document);
    auto** carried = CMS_get0_content(message.get());
    must(carried && *carried &&
             ASN1_OCTET_STRING_set(*carried, reinterpret_cast<const unsigned char*>(content.data()),
                                   static_cast<int>(content.size())) == 1,
         "another content");
    return written(message.get());
}

std::string twin_of(const std::string& document) {
    const auto message = parsed(document);
    auto* signer = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(message.get()), 0);
    auto* octets = CMS_SignerInfo_get0_signature(signer);
    const unsigned char* at = octets->data;
    const std::unique_ptr<ECDSA_SIG, Free<&ECDSA_SIG_free>> pair(
        d2i_ECDSA_SIG(nullptr, &at, octets->length));
    const std::unique_ptr<EC_GROUP, Free<&EC_GROUP_free>> group(
        EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
    must(pair && group, "a signature");
    auto* s = BN_dup(EC_GROUP_get0_order(group.get()));
    must(s && BN_sub(s, s, ECDSA_SIG_get0_s(pair.get())) == 1 &&
             ECDSA_SIG_set0(pair.get(), BN_dup(ECDSA_SIG_get0_r(pair.get())), s) == 1,
         "its twin");
    const auto twin = openssl::der_of(pair.get(), i2d_ECDSA_SIG);
    must(ASN1_OCTET_STRING_set(octets, reinterpret_cast<const unsigned char*>(twin.data()),
                               static_cast<int>(twin.size())) == 1,
         "its twin");
    return written(message.get());
}

std::string by_another_algorithm(std::string_view content, const Person& engineer,
                                 const Person& authority, const char* algorithm) {
    const auto key = key_of(algorithm);
    auto certificate = certificate_for(key.get(), engineer, authority);
    if (std::string_view(algorithm) != "ED25519")
        return signed_with(content, certificate.get(), key.get(), {});
    return under_another_certificate(content, engineer, Certificate::adopt(certificate.release()));
}

}  // namespace diag::forge
