// SPDX-License-Identifier: Apache-2.0
// Which outside systems one line of sync.log names: by a word of the product, by an address, by a
// host.
#include <algorithm>

#include "collectors/integrations/sync_log.hpp"
#include "platform/host_port.hpp"
#include "platform/names.hpp"
#include "platform/text.hpp"

namespace diag::integrations {
namespace {

bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }
bool is_host_byte(char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

/// "amag" in "AmagImporter" and "SyncAmag", not in "damaged": a letter on one side at most.
bool names(std::string_view line, std::string_view word) {
    for (auto at = line.find(word); at != line.npos; at = line.find(word, at + 1)) {
        const auto end = at + word.size();
        const bool before = at > 0 && is_letter(line[at - 1]);
        const bool behind = end < line.size() && is_letter(line[end]);
        if (!before || !behind) return true;
    }
    return false;
}

bool is_word_of_product(std::string_view name) {
    return std::ranges::any_of(products(), [&](const Product& product) {
        return std::ranges::find(product.words, name) != product.words.end();
    });
}

bool ends_authority(char c) {
    return std::string_view("/;?\\\"' ,()<>[]{}|\t").find(c) != std::string_view::npos;
}

/// The word before "://": letters alone, so that of "jdbc:sqlserver" the last counts.
std::string_view scheme_before(std::string_view line, std::size_t at) {
    auto from = at;
    while (from > 0 && (is_letter(line[from - 1]))) --from;
    return line.substr(from, at - from);
}

std::optional<System> system_for(std::string_view scheme, std::string_view authority,
                                 const Product* product) {
    System system{.discovered = true};
    if (scheme == "ldap" || scheme == "ldaps") {
        system.kind = Brand::ldap;
        system.security = scheme == "ldaps" ? Security::tls : Security::plain;
    } else if (scheme == "sqlserver") {
        // Others keep a SQL Server too: only a word of its own makes it AMAG's.
        system.kind = product && product->speech == Speech::tds ? product->kind : Brand::sqlserver;
        system.security = Security::plain;
    } else if ((scheme == "http" || scheme == "https") && product &&
               product->speech == Speech::http) {
        system.kind = product->kind;
        system.security = scheme == "https" ? Security::tls : Security::plain;
        system.port = scheme == "https" ? 443 : 80;
    } else {
        return std::nullopt;
    }
    // A login before the host is nobody's business here.
    const auto at = authority.rfind('@');
    const auto place = host_port_from(at == authority.npos ? authority : authority.substr(at + 1));
    if (!place || is_loopback(place->host)) return std::nullopt;
    system.host = place->host;
    if (place->port != 0) system.port = place->port;
    return system;
}

}  // namespace

const Product* product_in(std::string_view lowered_line) {
    for (const auto& product : products())
        if (std::ranges::any_of(product.words,
                                [&](auto word) { return names(lowered_line, word); }))
            return &product;
    return nullptr;
}

bool names_host(std::string_view lowered_line, std::string_view host) {
    constexpr std::size_t shortest = 4;
    const auto wanted = lowered(host);
    if (wanted.size() < shortest || is_word_of_product(wanted)) return false;
    const auto goes_on = [&](std::size_t at) {
        return at < lowered_line.size() && is_host_byte(lowered_line[at]);
    };
    for (auto at = lowered_line.find(wanted); at != lowered_line.npos;
         at = lowered_line.find(wanted, at + 1)) {
        const auto end = at + wanted.size();
        // It may end a sentence.
        const bool dot = goes_on(end) && lowered_line[end] == '.';
        const bool ends = !goes_on(end) || (dot && !goes_on(end + 1));
        if (ends && (at == 0 || !goes_on(at - 1))) return true;
    }
    return false;
}

std::vector<System> systems_in(std::string_view line) {
    constexpr std::size_t most = 8;
    std::vector<System> all;
    const auto small = lowered(line);
    for (auto at = small.find("://"); at != small.npos && all.size() < most;
         at = small.find("://", at + 3)) {
        auto end = at + 3;
        const bool bracket = end < small.size() && small[end] == '[';
        if (bracket) end = std::min(small.find(']', end), small.size() - 1) + 1;
        while (end < small.size() && !ends_authority(small[end])) ++end;
        const auto authority = std::string_view(small).substr(at + 3, end - at - 3);
        if (const auto system = system_for(scheme_before(small, at), authority, product_in(small)))
            all.push_back(*system);
    }
    return all;
}

}  // namespace diag::integrations
