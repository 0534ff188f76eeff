// SPDX-License-Identifier: Apache-2.0
// Making keys and certificates.
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>

#include "platform/authority.hpp"
#include "platform/certificate.hpp"
#include "platform/digest.hpp"
#include "platform/line_certificate.hpp"
#include "platform/sink_openssl.hpp"

namespace diag {
namespace {

struct Form {
    Role role;
    std::string_view name;
    const char* constraints;
    const char* usage;
    const char* extended_usage;  ///< nullptr: none
};

// emailProtection lets stock `openssl cms` take the certificates without -purpose (RFC 5280
// 4.2.1.12); clientAuth and serverAuth are for TLS between the same parties.
constexpr std::array<Form, 5> forms{{
    {Role::authority, "authority", "critical,CA:TRUE,pathlen:0", "critical,keyCertSign,cRLSign",
     nullptr},
    {Role::agent, "agent", "critical,CA:FALSE", "critical,digitalSignature",
     "emailProtection,clientAuth"},
    {Role::recipient, "recipient", "critical,CA:FALSE", "critical,keyAgreement", "emailProtection"},
    {Role::engineer, "engineer", "critical,CA:FALSE", "critical,digitalSignature",
     "emailProtection,clientAuth"},
    {Role::desk, "desk", "critical,CA:FALSE", "critical,digitalSignature", "serverAuth"},
}};

// Without emailProtection: stock `openssl cms` takes no signature of it.
constexpr Form line_form{Role::agent, "line", "critical,CA:FALSE", "critical,digitalSignature",
                         "clientAuth"};

const Form& form_of(Role role) {
    return *std::find_if(forms.begin(), forms.end(),
                         [&](const Form& form) { return form.role == role; });
}

bool set_time(ASN1_TIME* asn1, Time time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
    return ASN1_TIME_adj(asn1, seconds, 0, 0) != nullptr;
}

bool set_serial(X509* certificate) {
    std::array<unsigned char, 16> random;
    fill_random(random);
    random[0] &= 0x7f;  // positive (RFC 5280 4.1.2.2)
    random[0] |= 0x40;  // and never zero
    const std::unique_ptr<BIGNUM, openssl::Free<&BN_free>> number(
        BN_bin2bn(random.data(), static_cast<int>(random.size()), nullptr));
    return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate));
}

bool add_name(X509_NAME* name, const char* field, const std::string& text) {
    return X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char*>(text.data()),
                                      static_cast<int>(text.size()), -1, 0) == 1;
}

bool add_extension(X509* certificate, X509* issuer, int nid, const std::string& text) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const std::unique_ptr<X509_EXTENSION, openssl::Free<&X509_EXTENSION_free>> extension(
        X509V3_EXT_conf_nid(nullptr, &context, nid, text.c_str()));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

/// The host as subjectAltName: iPAddress where it is a numeric address, dNSName otherwise (RFC 5280
/// 4.2.1.6). As a value, not as text for the library to read: there a comma would begin another
/// name.
bool add_host(X509* certificate, const std::string& host) {
    const std::unique_ptr<GENERAL_NAMES, openssl::Free<&GENERAL_NAMES_free>> names(
        GENERAL_NAMES_new());
    std::unique_ptr<GENERAL_NAME, openssl::Free<&GENERAL_NAME_free>> name(GENERAL_NAME_new());
    if (!names || !name) return false;
    if (auto* octets = a2i_IPADDRESS(host.c_str())) {
        GENERAL_NAME_set0_value(name.get(), GEN_IPADD, octets);
    } else {
        auto* text = ASN1_IA5STRING_new();
        if (!text || ASN1_STRING_set(text, host.data(), static_cast<int>(host.size())) != 1)
            return false;
        GENERAL_NAME_set0_value(name.get(), GEN_DNS, text);
    }
    if (sk_GENERAL_NAME_push(names.get(), name.get()) == 0) return false;
    [[maybe_unused]] auto* theirs = name.release();
    return X509_add1_ext_i2d(certificate, NID_subject_alt_name, names.get(), 0,
                             X509V3_ADD_DEFAULT) == 1;
}

bool set_subject(X509* certificate, const Subject& subject, const Form& form) {
    auto* name = X509_get_subject_name(certificate);
    auto unit = std::string(form.name);
    if (!subject.level.empty()) unit += " " + subject.level;
    return add_name(name, "O", "safr-diag") && add_name(name, "OU", unit) &&
           add_name(name, "CN", subject.name);
}

bool add_extensions(X509* certificate, X509* issuer, const Subject& subject, const Form& form) {
    return add_extension(certificate, issuer, NID_basic_constraints, form.constraints) &&
           add_extension(certificate, issuer, NID_key_usage, form.usage) &&
           (!form.extended_usage ||
            add_extension(certificate, issuer, NID_ext_key_usage, form.extended_usage)) &&
           add_extension(certificate, issuer, NID_subject_key_identifier, "hash") &&
           add_extension(certificate, issuer, NID_authority_key_identifier, "keyid") &&
           (subject.host.empty() || add_host(certificate, subject.host));
}

/// Without `issuer` the certificate is its own.
Result<Certificate> make(const Subject& subject, const Form& form, EVP_PKEY* key, X509* issuer,
                         const PrivateKey& issuer_key) {
    auto certificate = Certificate::adopt(X509_new());
    auto* native = certificate.native();
    if (!issuer) issuer = native;
    if (!native || X509_set_version(native, X509_VERSION_3) != 1 || !set_serial(native) ||
        !set_time(X509_getm_notBefore(native), subject.from) ||
        !set_time(X509_getm_notAfter(native), subject.until) ||
        !set_subject(native, subject, form) ||
        X509_set_issuer_name(native, X509_get_subject_name(issuer)) != 1 ||
        X509_set_pubkey(native, key) != 1 || !add_extensions(native, issuer, subject, form) ||
        X509_sign(native, issuer_key.native(), EVP_sha256()) == 0)
        return openssl::failure(Fault::bug, "making a certificate for \"" + subject.name + "\"");
    // Read back: what was built in memory has no cached extensions and encoding yet.
    return Certificate::from_pem(certificate.pem(), subject.name);
}

}  // namespace

std::string_view name_of(Role role) { return form_of(role).name; }

Result<PrivateKey> PrivateKey::generate() {
    std::shared_ptr<EVP_PKEY> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    if (!key) return openssl::failure(Fault::bug, "making a P-256 key");
    return PrivateKey(std::move(key));
}

Result<Certificate> self_signed(const Subject& subject, const PrivateKey& key) {
    return make(subject, form_of(subject.role), key.native(), nullptr, key);
}

Result<Certificate> issue(const Subject& subject, const PrivateKey& key, const Certificate& issuer,
                          const PrivateKey& issuer_key) {
    return make(subject, form_of(subject.role), key.native(), issuer.native(), issuer_key);
}

CertificateRequest::CertificateRequest(X509_REQ* native) : request_(native, X509_REQ_free) {}

Result<CertificateRequest> CertificateRequest::make(const PrivateKey& key,
                                                    const std::string& name) {
    CertificateRequest made(X509_REQ_new());
    auto* native = made.native();
    if (!native || X509_REQ_set_version(native, X509_REQ_VERSION_1) != 1 ||
        !add_name(X509_REQ_get_subject_name(native), "CN", name) ||
        X509_REQ_set_pubkey(native, key.native()) != 1 ||
        X509_REQ_sign(native, key.native(), EVP_sha256()) == 0)
        return openssl::failure(Fault::bug, "asking for a certificate for \"" + name + "\"");
    return made;
}

Result<CertificateRequest> CertificateRequest::from_pem(std::string_view pem,
                                                        std::string_view name) {
    const auto bio = openssl::reading(pem);
    CertificateRequest read(PEM_read_bio_X509_REQ(bio.get(), nullptr, nullptr, nullptr));
    auto* key = read.native() ? X509_REQ_get0_pubkey(read.native()) : nullptr;
    const bool holds = key && X509_REQ_verify(read.native(), key) == 1;
    openssl::failure(Fault::malformed, name);  // empties the queue
    if (!holds)
        return Error{Fault::malformed,
                     std::string(name) + " is no request for a certificate, or it was altered"};
    if (!openssl::on_p256(key))
        return Error{Fault::unsupported, std::string(name) + ": its key is not on P-256"};
    return read;
}

std::string CertificateRequest::pem() const {
    const openssl::Bio bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509_REQ(bio.get(), request_.get());
    return openssl::text_of(bio.get());
}

std::string CertificateRequest::key_fingerprint() const {
    return sha256_hex(openssl::der_of(X509_REQ_get_X509_PUBKEY(request_.get()), i2d_X509_PUBKEY));
}

Result<Certificate> issue(const Subject& subject, const CertificateRequest& request,
                          const Certificate& issuer, const PrivateKey& issuer_key) {
    return make(subject, form_of(subject.role), X509_REQ_get0_pubkey(request.native()),
                issuer.native(), issuer_key);
}

Result<Certificate> issue_line_certificate(const std::string& name, Time from, Time until,
                                           const CertificateRequest& request,
                                           const Certificate& issuer,
                                           const PrivateKey& issuer_key) {
    const Subject subject{.name = name, .level = {}, .host = {}, .from = from, .until = until};
    return make(subject, line_form, X509_REQ_get0_pubkey(request.native()), issuer.native(),
                issuer_key);
}

bool is_line_certificate(const Certificate& certificate) {
    auto* native = certificate.native();
    const auto flags = X509_get_extension_flags(native);
    return certificate.unit() == line_form.name && X509_check_ca(native) == 0 &&
           (flags & EXFLAG_KUSAGE) != 0 && X509_get_key_usage(native) == KU_DIGITAL_SIGNATURE &&
           (flags & EXFLAG_XKUSAGE) != 0 && X509_get_extended_key_usage(native) == XKU_SSL_CLIENT;
}

Time no_expiry() {
    using namespace std::chrono;
    return Time{sys_days{9999y / December / 31} + hours{23} + minutes{59} + seconds{59}};
}

}  // namespace diag
