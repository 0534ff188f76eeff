// SPDX-License-Identifier: Apache-2.0
// The outside systems that SAFR works with: what is known of each, and how a site names one.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace diag::integrations {

/// sqlserver: a SQL Server, where nobody told which product's database it is.
enum class Brand : std::uint8_t { lenel, genetec, amag, ccure, milestone, safr, ldap, sqlserver };

/// What is spoken there; none: a connection is all that is tried.
enum class Speech : std::uint8_t { none, http, tds, ldap };

/// automatic: TLS, and where that is not what is spoken, without.
enum class Security : std::uint8_t { automatic, plain, tls };

struct Product {
    Brand kind;
    std::string_view id;  ///< "lenel": in the configuration and in evidence
    std::string_view title;
    Speech speech;
    Security security;                     ///< where the site says nothing else
    std::span<const std::uint16_t> ports;  ///< where the site names none: all of them are asked
    std::uint16_t port_tls;                ///< instead of them where the site says TLS; 0: the same
    bool syncs;                            ///< persons come from there: sync.log tells of it
    std::span<const std::string_view> words;  ///< by which a line of a log means it, lower case
};

/// All of them, in the order of Brand.
std::span<const Product> products();
const Product& product_of(Brand kind);
const Product* product_named(std::string_view id);

/// Whether what is told of one may be told of the other: they are the same, or one is a SQL Server
/// and the other a product that has its database there.
bool may_be(Brand one, Brand other);

/// One that a site works with.
struct System {
    Brand kind = Brand::lenel;
    std::string host;        ///< a name or a numeric address, without brackets
    std::uint16_t port = 0;  ///< 0: those of the product
    Security security = Security::automatic;
    bool connects_only = false;
    std::string name;         ///< what the site calls it; may be empty
    bool discovered = false;  ///< in sync.log, not in the configuration

    bool operator==(const System&) const = default;
};

/// "KIND[+tls|+plain|+tcp]://HOST[:PORT][/] [NAME]": "lenel://onguard.example:8080 Main building".
/// "ldaps" is "ldap+tls"; "+tcp" tries a connection and no more. Nothing where it is none such: an
/// unknown kind, a login, a path.
std::optional<System> system_from(std::string_view text);

/// What system_from() takes, for messages.
inline constexpr std::string_view system_form =
    "KIND://HOST[:PORT] [NAME], KIND one of lenel, genetec, amag, ccure, milestone, safr, ldap, "
    "ldaps, sqlserver, each also as KIND+tls, KIND+plain or KIND+tcp";

/// The ports of a system that are asked.
std::vector<std::uint16_t> ports_of(const System& system);

/// "Main building (Lenel OnGuard)", or the product's title alone; "LDAP (sync.log)" where it is
/// known from there alone.
std::string title_of(const System& system);

}  // namespace diag::integrations
