// SPDX-License-Identifier: Apache-2.0
#include "platform/shown_tls.hpp"

#include "platform/stored_time.hpp"

namespace diag {
namespace {

constexpr std::string_view any_host = "*.";

}  // namespace

json::value to_json(const TlsFacts& tls) {
    // Redaction knows a host by the name of its field, and only where the value begins with it.
    const bool any_below = tls.name.starts_with(any_host);
    return {{"version", tls.version},
            {"hostname", any_below ? tls.name.substr(any_host.size()) : tls.name},
            {"any_below", any_below},
            {"fingerprint", tls.fingerprint},
            {"not_before", tls.not_before.time_since_epoch().count()},
            {"not_after", tls.not_after.time_since_epoch().count()},
            {"names_host", tls.names_host},
            {"self_signed", tls.self_signed},
            {"distrust", tls.distrust}};
}

TlsFacts tls_from(const json::value& document) {
    const auto text = [&](std::string_view path) {
        return json::text_at(document, path).value_or("");
    };
    const auto flag = [&](std::string_view path) {
        return json::flag_at(document, path).value_or(false);
    };
    // "name": evidence of before that was known.
    auto name = json::text_at(document, "hostname").value_or(text("name"));
    if (flag("any_below")) name.insert(0, any_host);
    return {.version = text("version"),
            .name = std::move(name),
            .fingerprint = text("fingerprint"),
            .not_before = time_from(document, "not_before"),
            .not_after = time_from(document, "not_after"),
            .names_host = flag("names_host"),
            .self_signed = flag("self_signed"),
            .distrust = text("distrust")};
}

}  // namespace diag
