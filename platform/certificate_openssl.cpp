// SPDX-License-Identifier: Apache-2.0
// Reading certificates and keys, and saying in words what is wrong with a file that is none.
#include <arpa/inet.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509v3.h>

#include <ctime>

#include "platform/certificate.hpp"
#include "platform/digest.hpp"
#include "platform/files.hpp"
#include "platform/sink_openssl.hpp"
#include "platform/text.hpp"

namespace diag {
namespace {

constexpr std::size_t pem_limit = 64 << 10;

// scrypt (RFC 7914) with N 2^14, r 8, p 1: 16 MiB for each guess, and what stock openssl opens (it
// refuses more than 32 MiB).
constexpr std::uint64_t scrypt_n = 1 << 14;
constexpr std::uint64_t scrypt_r = 8;
constexpr std::uint64_t scrypt_p = 1;

/// Answers "which passphrase?" with none, so that nothing ever asks on a terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

Time time_of(const ASN1_TIME* asn1) {
    std::tm parts{};
    if (ASN1_TIME_to_tm(asn1, &parts) != 1) return {};
    return Time{std::chrono::seconds{::timegm(&parts)}};
}

std::string_view text_of(const ASN1_STRING* text) {
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
            static_cast<std::size_t>(ASN1_STRING_length(text))};
}

/// Of the 4 or 16 octets of an address.
std::string address_text(std::string_view octets) {
    char text[INET6_ADDRSTRLEN] = {};
    const int family = octets.size() == 4 ? AF_INET : AF_INET6;
    if (octets.size() != 4 && octets.size() != 16) return "?";
    return ::inet_ntop(family, octets.data(), text, sizeof text) ? text : "?";
}

std::string subject_part(X509* certificate, int nid) {
    const auto* subject = X509_get_subject_name(certificate);
    const int at = X509_NAME_get_index_by_NID(subject, nid, -1);
    if (at < 0) return {};
    unsigned char* utf8 = nullptr;
    const int length =
        ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
    if (length < 0) return {};
    std::string text(reinterpret_cast<const char*>(utf8), static_cast<std::size_t>(length));
    OPENSSL_free(utf8);
    return printable(text);
}

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    fill_random({reinterpret_cast<unsigned char*>(bytes.data()), bytes.size()});
    return bytes;
}

/// What a file that holds no certificate seems to be.
std::string no_certificate(std::string_view pem, std::string_view name) {
    const std::string file(name);
    if (pem.find("PRIVATE KEY-----") != std::string_view::npos)
        return file +
               " is a private key, not a certificate: keep it to yourself and give the "
               "certificate (.pem) that belongs to it";
    if (pem.find("BEGIN CERTIFICATE REQUEST") != std::string_view::npos)
        return file + " is a request for a certificate, not a certificate";
    return file +
           " is no certificate: expected a PEM file that begins with "
           "\"-----BEGIN CERTIFICATE-----\"";
}

bool key_usage_allows(X509* certificate, std::uint32_t usage) {
    // All bits are set when the extension is absent: any use (RFC 5280 4.2.1.3).
    return (X509_get_key_usage(certificate) & usage) != 0;
}

}  // namespace

Result<PrivateKey> PrivateKey::from_pem(std::string_view pem, std::string_view name,
                                        const std::string& passphrase) {
    const auto bio = openssl::reading(pem);
    // The library takes the passphrase as a string to be changed; it only reads.
    auto* given = passphrase.empty() ? nullptr : const_cast<char*>(passphrase.c_str());
    std::shared_ptr<EVP_PKEY> key(
        PEM_read_bio_PrivateKey(bio.get(), nullptr, given ? nullptr : no_passphrase, given),
        EVP_PKEY_free);
    const std::string file(name);
    if (!key) {
        openssl::failure(Fault::malformed, name);
        if (pem.find("ENCRYPTED") != std::string_view::npos)
            return Error{Fault::denied, passphrase.empty()
                                            ? file + " is protected by a passphrase"
                                            : "that is not the passphrase of " + file};
        if (pem.find("BEGIN CERTIFICATE") != std::string_view::npos)
            return Error{Fault::malformed, file +
                                               " is a certificate, not a private key: give the "
                                               "key (.key) that belongs to it"};
        return Error{Fault::malformed, file +
                                           " is no private key: expected a PEM file that begins "
                                           "with \"-----BEGIN PRIVATE KEY-----\""};
    }
    if (!openssl::on_p256(key.get()))
        return Error{Fault::unsupported, file + " is not a key on the NIST curve P-256"};
    return PrivateKey(std::move(key));
}

Result<std::string> PrivateKey::pem() const {
    const openssl::Bio bio(BIO_new(BIO_s_mem()));
    if (!bio || PEM_write_bio_PKCS8PrivateKey(bio.get(), key_.get(), nullptr, nullptr, 0, nullptr,
                                              nullptr) != 1)
        return openssl::failure(Fault::bug, "writing a private key");
    return openssl::text_of(bio.get());
}

Result<std::string> PrivateKey::pem(const std::string& passphrase) const {
    const auto salt = random_bytes(16);
    const openssl::Bio bio(BIO_new(BIO_s_mem()));
    const std::unique_ptr<PKCS8_PRIV_KEY_INFO, openssl::Free<&PKCS8_PRIV_KEY_INFO_free>> plain(
        EVP_PKEY2PKCS8(key_.get()));
    auto* how = PKCS5_pbe2_set_scrypt(
        EVP_aes_256_cbc(), reinterpret_cast<const unsigned char*>(salt.data()),
        static_cast<int>(salt.size()), nullptr, scrypt_n, scrypt_r, scrypt_p);
    const std::unique_ptr<X509_SIG, openssl::Free<&X509_SIG_free>> sealed(
        how && plain ? PKCS8_set0_pbe(passphrase.c_str(), static_cast<int>(passphrase.size()),
                                      plain.get(), how)
                     : nullptr);
    if (!bio || !sealed || PEM_write_bio_PKCS8(bio.get(), sealed.get()) != 1)
        return openssl::failure(Fault::bug, "writing an encrypted private key");
    return openssl::text_of(bio.get());
}

Certificate Certificate::adopt(X509* native) {
    return Certificate(std::shared_ptr<X509>(native, X509_free));
}

Result<Certificate> Certificate::from_pem(std::string_view pem, std::string_view name) {
    const auto bio = openssl::reading(pem);
    X509* native = PEM_read_bio_X509(bio.get(), nullptr, no_passphrase, nullptr);
    if (!native) {
        openssl::failure(Fault::malformed, name);
        return Error{Fault::malformed, no_certificate(pem, name)};
    }
    auto certificate = adopt(native);
    X509* second = PEM_read_bio_X509(bio.get(), nullptr, no_passphrase, nullptr);
    openssl::failure(Fault::malformed, name);  // empties the queue: end of file is no failure
    if (!second) return certificate;
    X509_free(second);
    return Error{Fault::malformed,
                 std::string(name) + " holds more than one certificate: give a file with one"};
}

std::string Certificate::pem() const {
    const openssl::Bio bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(bio.get(), certificate_.get());
    return openssl::text_of(bio.get());
}

std::string Certificate::fingerprint() const {
    return sha256_hex(openssl::der_of(certificate_.get(), i2d_X509));
}

std::string Certificate::key_fingerprint() const {
    return sha256_hex(openssl::der_of(X509_get_X509_PUBKEY(certificate_.get()), i2d_X509_PUBKEY));
}

std::string Certificate::name() const { return subject_part(native(), NID_commonName); }
std::string Certificate::unit() const { return subject_part(native(), NID_organizationalUnitName); }
Time Certificate::not_before() const { return time_of(X509_get0_notBefore(native())); }
Time Certificate::not_after() const { return time_of(X509_get0_notAfter(native())); }

bool Certificate::may_sign() const {
    return openssl::on_p256(X509_get0_pubkey(native())) &&
           key_usage_allows(native(), KU_DIGITAL_SIGNATURE);
}

bool Certificate::may_agree_keys() const {
    return openssl::on_p256(X509_get0_pubkey(native())) &&
           key_usage_allows(native(), KU_KEY_AGREEMENT);
}

bool Certificate::belongs_to(const PrivateKey& key) const {
    return EVP_PKEY_eq(X509_get0_pubkey(native()), key.native()) == 1;
}

std::vector<std::string> Certificate::alternative_names() const {
    constexpr std::size_t most_names = 100;
    std::vector<std::string> names;
    const std::unique_ptr<GENERAL_NAMES, void (*)(GENERAL_NAMES*)> all(
        static_cast<GENERAL_NAMES*>(
            X509_get_ext_d2i(native(), NID_subject_alt_name, nullptr, nullptr)),
        GENERAL_NAMES_free);
    for (int i = 0; all && i < sk_GENERAL_NAME_num(all.get()); ++i) {
        const auto* each = sk_GENERAL_NAME_value(all.get(), i);
        if (names.size() == most_names) break;
        if (each->type == GEN_DNS)
            names.push_back(printable(text_of(each->d.dNSName)));
        else if (each->type == GEN_IPADD)
            names.push_back(address_text(text_of(each->d.iPAddress)));
    }
    openssl::failure(Fault::malformed, "");  // empties the queue
    return names;
}

bool Certificate::is_for(const std::string& host) const {
    return X509_check_host(native(), host.c_str(), host.size(), 0, nullptr) == 1 ||
           X509_check_ip_asc(native(), host.c_str(), 0) == 1;
}

bool Certificate::self_signed() const { return issued_by(*this); }

bool Certificate::issued_by(const Certificate& issuer) const {
    const bool named =
        X509_NAME_cmp(X509_get_issuer_name(native()), X509_get_subject_name(issuer.native())) == 0;
    const bool signed_by = named && X509_verify(native(), X509_get0_pubkey(issuer.native())) == 1;
    openssl::failure(Fault::refused, "");  // empties the queue
    return signed_by;
}

Result<Certificate> certificate_from_file(const std::filesystem::path& path) {
    const auto pem = system_files().read(path, pem_limit);
    if (!pem && pem.error().fault == Fault::full)
        return Error{Fault::malformed, no_certificate({}, path.native())};
    if (!pem) return pem.error();
    return Certificate::from_pem(*pem, path.native());
}

Result<PrivateKey> private_key_from_file(const std::filesystem::path& path,
                                         const std::string& passphrase) {
    const auto pem = system_files().read(path, pem_limit);
    if (!pem) return pem.error();
    return PrivateKey::from_pem(*pem, path.native(), passphrase);
}

Result<> may_receive(const Certificate& certificate, std::string_view name, Time now) {
    const std::string file(name);
    if (now < certificate.not_before())
        return Error{Fault::refused, file + " is not yet valid: it begins " +
                                         to_text(certificate.not_before()) +
                                         ", and this machine's clock says " + to_text(now)};
    if (now > certificate.not_after())
        return Error{Fault::refused, file + " expired " + to_text(certificate.not_after()) +
                                         ": ask the support desk for its new certificate"};
    if (!certificate.may_agree_keys())
        return Error{Fault::refused, file +
                                         " cannot receive bundles, it lacks key agreement on "
                                         "P-256: give the desk's recipient.pem"};
    return {};
}

}  // namespace diag
