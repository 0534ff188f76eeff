// SPDX-License-Identifier: Apache-2.0
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <array>
#include <ctime>

#include "platform/authority.hpp"
#include "platform/sink_openssl.hpp"

namespace diag {
namespace {

using openssl::Free;
using Store = std::unique_ptr<X509_STORE, Free<&X509_STORE_free>>;
using StoreContext = std::unique_ptr<X509_STORE_CTX, Free<&X509_STORE_CTX_free>>;
using Integer = std::unique_ptr<ASN1_INTEGER, Free<&ASN1_INTEGER_free>>;
using Number = std::unique_ptr<BIGNUM, Free<&BN_free>>;
using Instant = std::unique_ptr<ASN1_TIME, Free<&ASN1_TIME_free>>;

constexpr std::size_t crl_limit = 8 << 20;

std::time_t seconds_of(Time time) {
    return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

Time time_of(const ASN1_TIME* asn1) {
    std::tm parts{};
    if (!asn1 || ASN1_TIME_to_tm(asn1, &parts) != 1) return {};
    return Time{std::chrono::seconds{::timegm(&parts)}};
}

std::string hex_of(const ASN1_INTEGER* integer) {
    const Number number(ASN1_INTEGER_to_BN(integer, nullptr));
    char* text = number ? BN_bn2hex(number.get()) : nullptr;
    std::string hex(text ? text : "");
    OPENSSL_free(text);
    for (auto& letter : hex)
        if (letter >= 'A' && letter <= 'F') letter = static_cast<char>(letter - 'A' + 'a');
    return hex;
}

Integer integer_of(const std::string& hex) {
    BIGNUM* number = nullptr;
    if (hex.empty() || hex.size() > 40 ||
        hex.find_first_not_of("0123456789abcdef") != std::string::npos ||
        BN_hex2bn(&number, hex.c_str()) == 0)
        return nullptr;
    const Number owned(number);
    return Integer(BN_to_ASN1_INTEGER(number, nullptr));
}

bool add_entry(X509_CRL* list, const Revocation& revocation) {
    std::unique_ptr<X509_REVOKED, Free<&X509_REVOKED_free>> entry(X509_REVOKED_new());
    const auto serial = integer_of(revocation.serial);
    const Instant at(ASN1_TIME_set(nullptr, seconds_of(revocation.at)));
    if (!entry || !serial || !at || X509_REVOKED_set_serialNumber(entry.get(), serial.get()) != 1 ||
        X509_REVOKED_set_revocationDate(entry.get(), at.get()) != 1 ||
        X509_CRL_add0_revoked(list, entry.get()) != 1)
        return false;
    [[maybe_unused]] auto* theirs = entry.release();
    return true;
}

bool add_number(X509_CRL* list, std::uint64_t number, X509* authority) {
    const Integer value(ASN1_INTEGER_new());
    X509V3_CTX context;
    X509V3_set_ctx(&context, authority, nullptr, nullptr, list, 0);
    const std::unique_ptr<X509_EXTENSION, Free<&X509_EXTENSION_free>> key_identifier(
        X509V3_EXT_conf_nid(nullptr, &context, NID_authority_key_identifier, "keyid"));
    return value && key_identifier && ASN1_INTEGER_set_uint64(value.get(), number) == 1 &&
           X509_CRL_add_ext(list, key_identifier.get(), -1) == 1 &&
           X509_CRL_add1_ext_i2d(list, NID_crl_number, value.get(), 0, 0) == 1;
}

struct Known {
    Role role;
    std::string_view unit;
    std::uint32_t usage;
    std::uint32_t extended;  ///< 0: none asked for
};
constexpr std::array<Known, 6> known{{
    {Role::authority, "authority", KU_KEY_CERT_SIGN, 0},
    {Role::agent, "agent", KU_DIGITAL_SIGNATURE, XKU_SSL_CLIENT},
    {Role::recipient, "recipient", KU_KEY_AGREEMENT, 0},
    {Role::engineer, "engineer L2", KU_DIGITAL_SIGNATURE, XKU_SSL_CLIENT},
    {Role::engineer, "engineer L3", KU_DIGITAL_SIGNATURE, XKU_SSL_CLIENT},
    {Role::desk, "desk", KU_DIGITAL_SIGNATURE, XKU_SSL_SERVER},
}};

/// Strictly what is in the extension: absent means no use, as ours always have it.
bool bears_out(X509* certificate, const Known& form) {
    const auto flags = X509_get_extension_flags(certificate);
    if ((flags & EXFLAG_KUSAGE) == 0 || (X509_get_key_usage(certificate) & form.usage) == 0)
        return false;
    if ((form.role == Role::authority) != (X509_check_ca(certificate) == 1)) return false;
    return form.extended == 0 || ((flags & EXFLAG_XKUSAGE) != 0 &&
                                  (X509_get_extended_key_usage(certificate) & form.extended) != 0);
}

const Known* form_of(const Certificate& certificate) {
    const auto unit = certificate.unit();
    for (const auto& form : known)
        if (unit == form.unit && bears_out(certificate.native(), form)) return &form;
    return nullptr;
}

}  // namespace

RevocationList::RevocationList(X509_CRL* native) : list_(native, X509_CRL_free) {}

Result<RevocationList> RevocationList::make(std::span<const Revocation> revoked,
                                            std::uint64_t number, Time from, Time until,
                                            const Certificate& authority, const PrivateKey& key) {
    RevocationList made(X509_CRL_new());
    auto* list = made.list_.get();
    const Instant begin(ASN1_TIME_set(nullptr, seconds_of(from)));
    const Instant end(ASN1_TIME_set(nullptr, seconds_of(until)));
    if (!list || !begin || !end || X509_CRL_set_version(list, X509_CRL_VERSION_2) != 1 ||
        X509_CRL_set_issuer_name(list, X509_get_subject_name(authority.native())) != 1 ||
        X509_CRL_set1_lastUpdate(list, begin.get()) != 1 ||
        X509_CRL_set1_nextUpdate(list, end.get()) != 1 ||
        !add_number(list, number, authority.native()))
        return openssl::failure(Fault::bug, "making a revocation list");
    for (const auto& each : revoked)
        if (!add_entry(list, each))
            return openssl::failure(Fault::malformed, "the serial number " + each.serial);
    if (X509_CRL_sort(list) != 1 || X509_CRL_sign(list, key.native(), EVP_sha256()) == 0)
        return openssl::failure(Fault::bug, "signing a revocation list");
    return from_pem(made.pem(), "the revocation list");
}

Result<RevocationList> RevocationList::from_pem(std::string_view pem, std::string_view name) {
    if (pem.size() > crl_limit)
        return Error{Fault::full, std::string(name) + " is too long for a revocation list"};
    const auto bio = openssl::reading(pem);
    X509_CRL* native = PEM_read_bio_X509_CRL(bio.get(), nullptr, nullptr, nullptr);
    if (!native) {
        openssl::failure(Fault::malformed, name);
        return Error{Fault::malformed, std::string(name) +
                                           " is no revocation list: expected a PEM file that "
                                           "begins with \"-----BEGIN X509 CRL-----\""};
    }
    return RevocationList(native);
}

std::string RevocationList::pem() const {
    const openssl::Bio bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509_CRL(bio.get(), list_.get());
    return openssl::text_of(bio.get());
}

std::uint64_t RevocationList::number() const {
    const Integer value(static_cast<ASN1_INTEGER*>(
        X509_CRL_get_ext_d2i(list_.get(), NID_crl_number, nullptr, nullptr)));
    std::uint64_t number = 0;
    if (!value || ASN1_INTEGER_get_uint64(&number, value.get()) != 1) return 0;
    return number;
}

Time RevocationList::issued() const { return time_of(X509_CRL_get0_lastUpdate(list_.get())); }
Time RevocationList::next() const { return time_of(X509_CRL_get0_nextUpdate(list_.get())); }

bool RevocationList::issued_by(const Certificate& authority) const {
    const bool named = X509_NAME_cmp(X509_CRL_get_issuer(list_.get()),
                                     X509_get_subject_name(authority.native())) == 0;
    const bool holds =
        named && X509_CRL_verify(list_.get(), X509_get0_pubkey(authority.native())) == 1;
    openssl::failure(Fault::refused, "");  // empties the queue
    return holds;
}

bool RevocationList::lists(const Certificate& certificate) const {
    X509_REVOKED* entry = nullptr;
    return X509_CRL_get0_by_cert(list_.get(), &entry, certificate.native()) != 0;
}

std::vector<Revocation> RevocationList::revoked() const {
    std::vector<Revocation> all;
    auto* entries = X509_CRL_get_REVOKED(list_.get());
    for (int i = 0; entries && i < sk_X509_REVOKED_num(entries); ++i) {
        const auto* each = sk_X509_REVOKED_value(entries, i);
        all.push_back({hex_of(X509_REVOKED_get0_serialNumber(each)),
                       time_of(X509_REVOKED_get0_revocationDate(each))});
    }
    return all;
}

std::string serial_of(const Certificate& certificate) {
    return hex_of(X509_get0_serialNumber(certificate.native()));
}

std::optional<Role> role_of(const Certificate& certificate) {
    const auto* form = form_of(certificate);
    if (!form) return {};
    return form->role;
}

std::string level_of(const Certificate& certificate) {
    const auto* form = form_of(certificate);
    if (!form || form->role != Role::engineer) return {};
    return std::string(form->unit.substr(form->unit.size() - 2));
}

Result<> vouched_for(const Certificate& certificate, const Certificate& authority,
                     const RevocationList* revoked, Time at) {
    const auto who = "the certificate of \"" + certificate.name() + "\"";
    const Store store(X509_STORE_new());
    const StoreContext context(X509_STORE_CTX_new());
    if (!store || !context || X509_STORE_add_cert(store.get(), authority.native()) != 1 ||
        X509_STORE_CTX_init(context.get(), store.get(), certificate.native(), nullptr) != 1)
        return openssl::failure(Fault::bug, "checking " + who);
    auto* how = X509_STORE_CTX_get0_param(context.get());
    X509_VERIFY_PARAM_set_flags(how, X509_V_FLAG_X509_STRICT);
    X509_VERIFY_PARAM_set_time(how, seconds_of(at));
    const bool holds = X509_verify_cert(context.get()) == 1;
    openssl::failure(Fault::refused, "");  // empties the queue
    if (!holds) {
        const int why = X509_STORE_CTX_get_error(context.get());
        if (why == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY ||
            why == X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT)
            return Error{Fault::refused, who + " was not issued by " + authority.name()};
        return Error{Fault::refused, who + ": " + X509_verify_cert_error_string(why)};
    }
    if (!revoked) return {};
    if (!revoked->issued_by(authority))
        return Error{Fault::refused, "the revocation list was not issued by " + authority.name() +
                                         ": get a new one"};
    if (revoked->lists(certificate)) return Error{Fault::refused, who + " was revoked"};
    return {};
}

}  // namespace diag
