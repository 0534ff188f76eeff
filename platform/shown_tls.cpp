// SPDX-License-Identifier: Apache-2.0
#include "platform/shown_tls.hpp"

#include <algorithm>

namespace diag {

json::value to_json(const TlsFacts& tls) {
    return {{"version", tls.version},
            {"name", tls.name},
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
    return {.version = text("version"),
            .name = text("name"),
            .fingerprint = text("fingerprint"),
            .not_before = time_from(document, "not_before"),
            .not_after = time_from(document, "not_after"),
            .names_host = flag("names_host"),
            .self_signed = flag("self_signed"),
            .distrust = text("distrust")};
}

Time time_from(const json::value& document, std::string_view path) {
    constexpr std::int64_t latest_ms = 253'402'300'799'999;  // the end of 9999
    return Time{milliseconds{
        std::clamp<std::int64_t>(json::integer_at(document, path).value_or(0), 0, latest_ms)}};
}

milliseconds span_from(const json::value& document, std::string_view path) {
    return milliseconds{
        std::clamp<std::int64_t>(json::integer_at(document, path).value_or(0), 0, 86'400'000)};
}

}  // namespace diag
