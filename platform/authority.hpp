// SPDX-License-Identifier: Apache-2.0
// Whom an authority vouches for, and whom no longer (RFC 5280).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/certificate.hpp"

struct X509_crl_st;
struct X509_req_st;

namespace diag {

/// A key's wish for a certificate (PKCS #10, RFC 2986), signed by that key: the key stays where it
/// is.
class CertificateRequest {
public:
    static Result<CertificateRequest> make(const PrivateKey& key, const std::string& name);

    /// Fails with malformed when it is none or its signature does not hold, unsupported when the
    /// key is not on P-256.
    static Result<CertificateRequest> from_pem(std::string_view pem, std::string_view name);

    std::string pem() const;
    std::string key_fingerprint() const;  ///< as Certificate::key_fingerprint()
    X509_req_st* native() const { return request_.get(); }

private:
    explicit CertificateRequest(X509_req_st* native);
    std::shared_ptr<X509_req_st> request_;
};

/// A certificate for the key that asked, signed by `issuer`. Of the request only the key counts:
/// what the certificate says is `subject`.
Result<Certificate> issue(const Subject& subject, const CertificateRequest& request,
                          const Certificate& issuer, const PrivateKey& issuer_key);

struct Revocation {
    std::string serial;  ///< of the certificate, lower-case hex
    Time at{};
};

/// The certificates an authority no longer vouches for.
class RevocationList {
public:
    /// Signed by `authority`. `number` grows with each list (RFC 5280 5.2.3).
    static Result<RevocationList> make(std::span<const Revocation> revoked, std::uint64_t number,
                                       Time from, Time until, const Certificate& authority,
                                       const PrivateKey& key);

    /// PEM of at most 8 MiB; `name` is for the error's sentence. Nothing is proven yet.
    static Result<RevocationList> from_pem(std::string_view pem, std::string_view name);

    std::string pem() const;
    std::uint64_t number() const;  ///< 0 where it has none
    Time issued() const;
    Time next() const;  ///< when a newer one is due
    bool issued_by(const Certificate& authority) const;
    bool lists(const Certificate& certificate) const;
    std::vector<Revocation> revoked() const;

private:
    explicit RevocationList(X509_crl_st* native);
    std::shared_ptr<X509_crl_st> list_;
};

/// The certificate's serial number, lower-case hex.
std::string serial_of(const Certificate& certificate);

/// What a certificate of ours is for: its organisational unit, borne out by its key usage. Nothing
/// for any other certificate.
std::optional<Role> role_of(const Certificate& certificate);

/// "L2" or "L3" of an engineer; empty otherwise.
std::string level_of(const Certificate& certificate);

/// Whether `authority` vouches for the certificate at that time: signed by it, both within their
/// times, extensions as RFC 5280 demands, and not on the list (which must be the authority's own;
/// nullptr: there is none). A list that is due for renewal still counts: that a certificate was
/// revoked does not become untrue, and a site may be out of reach for weeks.
///
/// Fails with refused, the reason in words.
Result<> vouched_for(const Certificate& certificate, const Certificate& authority,
                     const RevocationList* revoked, Time at);

}  // namespace diag
