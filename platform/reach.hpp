// SPDX-License-Identifier: Apache-2.0
// How far does one come with a server on the Internet, rung by rung, and who is it that answers?
//
// Certificates are looked at and judged by the system's store, but none ends the look: a middle box
// that answers in a server's place is to be seen.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/clock.hpp"
#include "platform/http.hpp"
#include "platform/https.hpp"
#include "platform/names.hpp"
#include "platform/result.hpp"

struct x509_st;

namespace diag {

struct ReachPlace {
    std::string host;  ///< a name or a numeric address
    std::uint16_t port = 443;
    std::string target = "/";
    /// false: a connection is all that is wanted, and not a byte is sent.
    bool speaks = true;
    std::optional<Proxy> proxy;  ///< by CONNECT; it looks the host's name up
};

/// What comes after what. With a proxy, whatever fails on the way to it or in it is `proxy`.
enum class Rung { name, connection, proxy, tls, answer, whole };

std::string_view name_of(Rung rung);
/// Rung::name where there is no such.
Rung rung_named(std::string_view name);

/// One certificate of a chain, in words.
struct ShownCertificate {
    std::string name;  ///< common name, else organisation
    std::string organisation;
    std::string issuer;  ///< of its issuer, likewise
    std::string issuer_organisation;
    std::string fingerprint;  ///< SHA-256 of the DER form, lower-case hex
    Time not_before{}, not_after{};
    bool operator==(const ShownCertificate&) const = default;
};

/// Of a certificate, which stays the caller's.
ShownCertificate shown_certificate(x509_st* certificate);

struct Reach {
    Rung rung = Rung::name;  ///< where it ended; whole: it answered
    std::optional<Error> failed;
    std::string address;  ///< numeric, who took the connection
    milliseconds connect{}, handshake{}, total{};
    int proxy_status = 0;  ///< of the answer to CONNECT
    int status = 0;        ///< of the answer to GET
    HttpHeaders headers;

    std::string tls_version;              ///< "TLSv1.3"; empty: no handshake
    std::vector<ShownCertificate> chain;  ///< as sent, leaf first, at most 10
    bool names_host = false;              ///< the leaf is for this host (RFC 6125)
    /// What the library says of the chain, by the system's store and `authorities`; 0: believed
    /// (X509_V_OK). Whether the leaf is for the host is not in it.
    int verdict = 0;
    std::string verdict_text;
};

/// A chain that leads to nobody who is believed, whatever the time is.
bool leads_nowhere(int verdict);
/// A chain whose next issuer is not known here: it is nobody who is believed, or the server left an
/// intermediate certificate out, or this machine's store is old.
bool lacks_issuer(int verdict);

/// All places at once: names first, in half the patience, then whatever is spoken. Nothing is
/// retried, no redirect followed, no body read. Of several addresses each has its share of the
/// time, IPv4 first. Where this process waited for a processor for over a quarter of the time, that
/// wait is given on top, at most the time once more. Reach i belongs to place i. `authorities` are
/// believed beside the system's: PEM, or empty. Only for single-threaded processes (names are asked
/// by children).
std::vector<Reach> reach(const std::vector<ReachPlace>& places, std::string_view authorities,
                         milliseconds patience);

/// Whether there are authorities at all, this machine's or `authorities`, PEM, which may be empty:
/// without any no chain can be judged.
bool has_trust_store(std::string_view authorities);

/// When the server says it is: its Date (RFC 9110 6.6.1) and how long a cache kept that (its Age,
/// RFC 9111 5.1), whole seconds.
std::optional<Time> date_of(const HttpHeaders& headers);

}  // namespace diag
