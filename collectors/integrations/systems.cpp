// SPDX-License-Identifier: Apache-2.0
#include "collectors/integrations/systems.hpp"

#include <algorithm>
#include <array>

#include "platform/host_port.hpp"
#include "platform/text.hpp"

namespace diag::integrations {
namespace {

using Port = std::uint16_t;
using Word = std::string_view;

constexpr std::size_t longest_name = 100;

// Article K21: 8080 must be open on the OnGuard server.
constexpr std::array<Port, 1> lenel_ports{8080};
// Genetec's own default for its Web-based SDK; which one SAFR asks is not published.
constexpr std::array<Port, 1> genetec_ports{4590};
// SAFR reads AMAG's SQL Server (guide G9); 1433 is IANA's ms-sql-s, SQL Server's default.
constexpr std::array<Port, 1> sqlserver_ports{1433};
// The victor Web Service runs in IIS, by default on HTTPS' port; SAFR publishes none.
constexpr std::array<Port, 1> ccure_ports{443};
// The management server's, by Milestone's list of ports: 80, and 443 where it is encrypted.
constexpr std::array<Port, 1> milestone_ports{80};
// Fields of SAFR's own sync (safr-facts 8): the other host's COVI and CVOS.
constexpr std::array<Port, 2> safr_ports{8081, 8087};
// RFC 4511 4, IANA: ldap, and ldaps.
constexpr std::array<Port, 1> ldap_ports{389};

constexpr std::array<Word, 2> lenel_words{"onguard", "lenel"};
constexpr std::array<Word, 2> genetec_words{"genetec", "synergis"};
// multiMax and multiMaxExport are AMAG's databases (guide G9).
constexpr std::array<Word, 3> amag_words{"amag", "symmetry", "multimax"};
constexpr std::array<Word, 4> ccure_words{"c-cure", "ccure", "software house", "softwarehouse"};
constexpr std::array<Word, 2> milestone_words{"milestone", "xprotect"};
constexpr std::array<Word, 3> safr_words{"safr-to-safr", "remote safr", "safr host"};
constexpr std::array<Word, 2> ldap_words{"ldap", "active directory"};
constexpr std::array<Word, 1> sqlserver_words{"jdbc:sqlserver"};

constexpr auto all =
    std::to_array<Product>({{Brand::lenel, "lenel", "Lenel OnGuard", Speech::http,
                             Security::automatic, lenel_ports, 0, true, lenel_words},
                            {Brand::genetec, "genetec", "Genetec", Speech::http,
                             Security::automatic, genetec_ports, 0, true, genetec_words},
                            {Brand::amag, "amag", "AMAG Symmetry", Speech::tds, Security::plain,
                             sqlserver_ports, 0, true, amag_words},
                            {Brand::ccure, "ccure", "C-CURE 9000", Speech::http,
                             Security::automatic, ccure_ports, 0, true, ccure_words},
                            {Brand::milestone, "milestone", "Milestone XProtect", Speech::http,
                             Security::automatic, milestone_ports, 443, false, milestone_words},
                            {Brand::safr, "safr", "SAFR", Speech::http, Security::automatic,
                             safr_ports, 0, true, safr_words},
                            {Brand::ldap, "ldap", "LDAP", Speech::ldap, Security::plain, ldap_ports,
                             636, false, ldap_words},
                            {Brand::sqlserver, "sqlserver", "SQL Server", Speech::tds,
                             Security::plain, sqlserver_ports, 0, true, sqlserver_words}});

/// "lenel", "ldaps", "amag+tls" into a system's kind and how it is asked.
bool take_scheme(std::string_view scheme, System& system) {
    const auto plus = scheme.find('+');
    auto id = scheme.substr(0, plus);
    const bool ldaps = id == "ldaps";
    if (ldaps) id = "ldap";
    const auto* product = product_named(id);
    if (!product || (ldaps && plus != scheme.npos)) return false;
    system.kind = product->kind;
    system.security = ldaps ? Security::tls : product->security;
    if (plus == scheme.npos) return true;
    const auto way = scheme.substr(plus + 1);
    system.connects_only = way == "tcp";
    if (way == "tls") system.security = Security::tls;
    if (way == "plain") system.security = Security::plain;
    return way == "tcp" || way == "tls" || way == "plain";
}

}  // namespace

std::span<const Product> products() { return all; }

const Product& product_of(Brand kind) { return all.at(static_cast<std::size_t>(kind)); }

const Product* product_named(std::string_view id) {
    const auto* const found = std::ranges::find(all, id, &Product::id);
    return found == all.end() ? nullptr : found;
}

bool may_be(Brand one, Brand other) {
    const auto is_database = [](Brand kind) { return product_of(kind).speech == Speech::tds; };
    const bool is_vague = one == Brand::sqlserver || other == Brand::sqlserver;
    return one == other || (is_vague && is_database(one) && is_database(other));
}

std::optional<System> system_from(std::string_view text) {
    const auto blank = text.find(' ');
    auto url = text.substr(0, blank);
    System system;
    const auto end = url.find("://");
    if (end == url.npos || !take_scheme(url.substr(0, end), system)) return std::nullopt;
    url.remove_prefix(end + 3);
    if (url.ends_with('/')) url.remove_suffix(1);
    auto place = host_port_from(url);
    if (!place) return std::nullopt;
    system.host = std::move(place->host);
    system.port = place->port;
    if (blank != text.npos) system.name = std::string(trimmed(text.substr(blank)));
    if (system.name.size() > longest_name || system.name != one_line(system.name))
        return std::nullopt;
    return system;
}

std::vector<std::uint16_t> ports_of(const System& system) {
    const auto& product = product_of(system.kind);
    if (system.port != 0) return {system.port};
    if (system.security == Security::tls && product.port_tls != 0) return {product.port_tls};
    return {product.ports.begin(), product.ports.end()};
}

std::string title_of(const System& system) {
    const std::string title(product_of(system.kind).title);
    if (system.discovered) return title + " (sync.log)";
    return system.name.empty() ? title : system.name + " (" + title + ")";
}

}  // namespace diag::integrations
