// SPDX-License-Identifier: Apache-2.0
#include "collectors/cloud/look.hpp"

#include <algorithm>
#include <array>

#include "platform/stored_time.hpp"

namespace diag::cloud {
namespace {

constexpr std::array<std::string_view, 5> parts{"endpoint", "licence", "control", "control_name",
                                                "gateway"};

std::string text_of(const json::value& document, std::string_view path) {
    return json::text_at(document, path).value_or("");
}

std::int64_t number_of(const json::value& document, std::string_view path) {
    return json::integer_at(document, path).value_or(0);
}

json::array to_json(const std::vector<ShownCertificate>& chain) {
    json::array all;
    for (const auto& each : chain)
        all.push_back({{"name", each.name},
                       {"organisation", each.organisation},
                       {"issuer", each.issuer},
                       {"issuer_organisation", each.issuer_organisation},
                       {"fingerprint", each.fingerprint},
                       {"not_before", each.not_before.time_since_epoch().count()},
                       {"not_after", each.not_after.time_since_epoch().count()}});
    return all;
}

std::vector<ShownCertificate> chain_from(const json::value& document) {
    constexpr std::size_t longest = 10;
    std::vector<ShownCertificate> chain;
    for (const auto& each : json::list_at(document, "chain")) {
        if (chain.size() == longest) break;
        chain.push_back({.name = text_of(each, "name"),
                         .organisation = text_of(each, "organisation"),
                         .issuer = text_of(each, "issuer"),
                         .issuer_organisation = text_of(each, "issuer_organisation"),
                         .fingerprint = text_of(each, "fingerprint"),
                         .not_before = time_from(each, "not_before"),
                         .not_after = time_from(each, "not_after")});
    }
    return chain;
}

/// A status of three digits, or 0.
int status_at(const json::value& document, std::string_view path) {
    const auto status = number_of(document, path);
    return status >= 100 && status < 1'000 ? static_cast<int>(status) : 0;
}

}  // namespace

std::string reason_of(const Look& look) {
    if (look.reach.failed) return look.reach.failed->what;
    return look.reach.status >= 500 ? "status " + std::to_string(look.reach.status) : "";
}

std::string_view name_of(Part part) { return parts.at(static_cast<std::size_t>(part)); }

json::value to_json(const Look& look) {
    const auto& reach = look.reach;
    json::object out{{"part", name_of(look.part)},
                     {"place", look.place},
                     {"rung", name_of(reach.rung)},
                     {"address", reach.address},
                     {"connect_ms", reach.connect.count()},
                     {"handshake_ms", reach.handshake.count()},
                     {"total_ms", reach.total.count()},
                     {"proxy_status", reach.proxy_status},
                     {"status", reach.status},
                     {"tls", reach.tls_version},
                     {"chain", to_json(reach.chain)},
                     {"names_host", reach.names_host},
                     {"verdict", reach.verdict},
                     {"verdict_text", reach.verdict_text},
                     {"when", look.when.time_since_epoch().count()}};
    if (look.date) out["date"] = look.date->time_since_epoch().count();
    if (reach.failed) out["fault"] = name_of(reach.failed->fault);
    if (reach.failed) out["reason"] = reach.failed->what;
    return out;
}

Look look_from(const json::value& document) {
    Look look;
    const auto part = std::ranges::find(parts, text_of(document, "part"));
    if (part != parts.end()) look.part = static_cast<Part>(part - parts.begin());
    look.place = text_of(document, "place");
    auto& reach = look.reach;
    reach.rung = rung_named(text_of(document, "rung"));
    reach.address = text_of(document, "address");
    reach.connect = milliseconds{number_of(document, "connect_ms")};
    reach.handshake = milliseconds{number_of(document, "handshake_ms")};
    reach.total = milliseconds{number_of(document, "total_ms")};
    reach.proxy_status = status_at(document, "proxy_status");
    reach.status = status_at(document, "status");
    reach.tls_version = text_of(document, "tls");
    reach.chain = chain_from(document);
    reach.names_host = json::flag_at(document, "names_host").value_or(false);
    const auto verdict = number_of(document, "verdict");
    reach.verdict = verdict >= 0 && verdict < 1'000 ? static_cast<int>(verdict) : -1;
    reach.verdict_text = text_of(document, "verdict_text");
    look.when = time_from(document, "when");
    if (json::find(document, "date")) look.date = time_from(document, "date");
    if (const auto fault = json::text_at(document, "fault"))
        reach.failed = Error{fault_named(*fault), text_of(document, "reason")};
    return look;
}

}  // namespace diag::cloud
