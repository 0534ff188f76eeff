// SPDX-License-Identifier: Apache-2.0
// X.509 certificates and their keys: ECDSA and ECDH on NIST P-256, nothing else.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/clock.hpp"
#include "platform/result.hpp"

struct evp_pkey_st;
struct x509_st;

namespace diag {

/// What a certificate is for. Written as organisational unit; key usage and extended key usage
/// follow.
enum class Role {
    authority,  ///< signs the other ones: keyCertSign, cRLSign
    agent,      ///< signs bundles: digitalSignature, emailProtection, clientAuth
    recipient,  ///< opens bundles: keyAgreement, emailProtection
    engineer,   ///< signs requests: digitalSignature, emailProtection, clientAuth
    desk,       ///< TLS server: digitalSignature, serverAuth
};

std::string_view name_of(Role role);

class PrivateKey {
public:
    /// A new P-256 key.
    static Result<PrivateKey> generate();

    /// From PEM; `name` is for the error's sentence. Fails with denied when it is protected by a
    /// passphrase and that was not given, or is another.
    static Result<PrivateKey> from_pem(std::string_view pem, std::string_view name,
                                       const std::string& passphrase = {});

    /// PKCS#8 in PEM, not encrypted: store with mode 0600.
    Result<std::string> pem() const;

    /// Encrypted PKCS#8 in PEM: PBES2, scrypt, AES-256-CBC. `openssl pkey` opens it.
    Result<std::string> pem(const std::string& passphrase) const;

    evp_pkey_st* native() const { return key_.get(); }

private:
    explicit PrivateKey(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}
    std::shared_ptr<evp_pkey_st> key_;
};

class Certificate {
public:
    /// From PEM holding exactly one certificate; `name` is for the error's sentence. Fails with
    /// malformed, saying what the file is instead where that can be told.
    static Result<Certificate> from_pem(std::string_view pem, std::string_view name);

    /// Takes over one reference.
    static Certificate adopt(x509_st* native);

    std::string pem() const;
    std::string fingerprint() const;      ///< SHA-256 of the DER form, lower-case hex
    std::string key_fingerprint() const;  ///< SHA-256 of its public key (SubjectPublicKeyInfo)
    std::string name() const;             ///< common name, printable; empty where there is none
    std::string unit() const;             ///< organisational unit: "agent", "engineer L3"
    Time not_before() const;
    Time not_after() const;

    /// DNS names and addresses it is for (subjectAltName, RFC 5280 4.2.1.6), at most 100.
    std::vector<std::string> alternative_names() const;
    /// Whether it is for this host name or numeric address (RFC 6125).
    bool is_for(const std::string& host) const;

    bool may_sign() const;        ///< P-256, key usage allows digitalSignature
    bool may_agree_keys() const;  ///< P-256, key usage allows keyAgreement
    bool belongs_to(const PrivateKey& key) const;
    /// Signed by its own key, or by `issuer`'s. Times are not looked at.
    bool self_signed() const;
    bool issued_by(const Certificate& issuer) const;

    x509_st* native() const { return certificate_.get(); }

private:
    explicit Certificate(std::shared_ptr<x509_st> certificate)
        : certificate_(std::move(certificate)) {}
    std::shared_ptr<x509_st> certificate_;
};

/// Who a new certificate is for.
struct Subject {
    Role role = Role::agent;
    std::string name;   ///< common name, at most 64 bytes (RFC 5280 ub-common-name)
    std::string level;  ///< engineers: "L2" or "L3"
    std::string host;   ///< desk: its DNS name or numeric address, as subjectAltName
    Time from{};
    Time until{};
};

/// A certificate of `key` signed by itself.
Result<Certificate> self_signed(const Subject& subject, const PrivateKey& key);

/// A certificate of `key` signed by `issuer`.
Result<Certificate> issue(const Subject& subject, const PrivateKey& key, const Certificate& issuer,
                          const PrivateKey& issuer_key);

/// 9999-12-31T23:59:59Z: no well-defined end (RFC 5280 4.1.2.5), for identities a device makes
/// itself.
Time no_expiry();

/// One certificate from a PEM file of at most 64 KiB.
Result<Certificate> certificate_from_file(const std::filesystem::path& path);

/// One private key from a PEM file of at most 64 KiB.
Result<PrivateKey> private_key_from_file(const std::filesystem::path& path,
                                         const std::string& passphrase = {});

/// Fails with refused, naming `name` and the reason, unless bundles may be sealed for it at `now`:
/// expired, not yet valid, lacks key agreement.
Result<> may_receive(const Certificate& certificate, std::string_view name, Time now);

}  // namespace diag
