// SPDX-License-Identifier: Apache-2.0
#include "collectors/services/probe.hpp"

#include <algorithm>
#include <cctype>

#include "platform/text.hpp"

namespace diag::safr_services {
namespace {

constexpr std::size_t longest_version = 40;

std::string text_of(const json::value& document, std::string_view path) {
    return json::text_at(document, path).value_or("");
}

milliseconds span_of(const json::value& document, std::string_view path) {
    return milliseconds{json::integer_at(document, path).value_or(0)};
}

json::value to_json(const Shown& shown) {
    json::array names;
    for (const auto& name : shown.names) names.emplace_back(name);
    return {{"name", shown.name},
            {"names", std::move(names)},
            {"fingerprint", shown.fingerprint},
            {"protocol", shown.protocol},
            {"not_before", shown.not_before.time_since_epoch().count()},
            {"not_after", shown.not_after.time_since_epoch().count()},
            {"self_signed", shown.self_signed},
            {"names_host", shown.names_host}};
}

Shown shown_from(const json::value& document) {
    Shown shown{.name = text_of(document, "name")};
    for (const auto& name : json::list_at(document, "names"))
        if (name.is_string()) shown.names.emplace_back(name.get_string());
    shown.fingerprint = text_of(document, "fingerprint");
    shown.protocol = text_of(document, "protocol");
    shown.not_before = Time{span_of(document, "not_before")};
    shown.not_after = Time{span_of(document, "not_after")};
    shown.self_signed = json::flag_at(document, "self_signed").value_or(false);
    shown.names_host = json::flag_at(document, "names_host").value_or(false);
    return shown;
}

/// "3.48.1-b12": begins with a digit, has a dot, and nothing that prose has.
bool looks_like_version(std::string_view text) {
    return !text.empty() && text.size() <= longest_version && text.front() >= '0' &&
           text.front() <= '9' && text.find('.') != text.npos &&
           std::ranges::all_of(text, [](unsigned char letter) {
               return std::isalnum(letter) != 0 || letter == '.' || letter == '-' ||
                      letter == '_' || letter == '+';
           });
}

bool names_version(std::string_view key) { return lowered(key).ends_with("version"); }

std::optional<std::string> version_member(const json::value& document, int depth) {
    if (!document.is_object() || depth > 4) return std::nullopt;
    for (const auto& [key, value] : document.get_object())
        if (value.is_string() && names_version(key) && looks_like_version(value.get_string()))
            return std::string(value.get_string());
    for (const auto& [key, value] : document.get_object())
        if (auto found = version_member(value, depth + 1)) return found;
    return std::nullopt;
}

}  // namespace

json::value to_json(const Probe& probe) {
    json::object out{{"service", probe.service},
                     {"node", probe.node},
                     {"address", probe.address},
                     {"port", probe.port},
                     {"scheme", probe.scheme},
                     {"path", probe.path},
                     {"reason", probe.reason},
                     {"status", probe.status},
                     {"body", probe.body},
                     {"server", probe.server},
                     {"connect_ms", probe.connect.count()},
                     {"total_ms", probe.total.count()}};
    if (probe.fault) out["fault"] = name_of(*probe.fault);
    if (probe.certificate) out["certificate"] = to_json(*probe.certificate);
    return out;
}

Probe probe_from(const json::value& document) {
    Probe probe{.service = text_of(document, "service"), .node = text_of(document, "node")};
    probe.address = text_of(document, "address");
    const auto port = json::integer_at(document, "port").value_or(0);
    if (port > 0 && port < 65'536) probe.port = static_cast<std::uint16_t>(port);
    probe.scheme = text_of(document, "scheme");
    probe.path = text_of(document, "path");
    if (const auto fault = json::text_at(document, "fault")) probe.fault = fault_named(*fault);
    probe.reason = text_of(document, "reason");
    const auto status = json::integer_at(document, "status").value_or(0);
    if (status >= 100 && status < 1'000) probe.status = static_cast<int>(status);
    probe.body = text_of(document, "body");
    probe.server = text_of(document, "server");
    probe.connect = span_of(document, "connect_ms");
    probe.total = span_of(document, "total_ms");
    if (const auto* shown = json::find(document, "certificate"))
        probe.certificate = shown_from(*shown);
    return probe;
}

std::optional<std::string> version_in(std::string_view body) {
    const auto text = trimmed(lines_of(body).empty() ? std::string_view{} : lines_of(body).front());
    if (looks_like_version(text)) return std::string(text);
    const auto document = json::parse(body);
    if (!document) return std::nullopt;
    if (document->is_string() && looks_like_version(document->get_string()))
        return std::string(document->get_string());
    return version_member(*document, 0);
}

}  // namespace diag::safr_services
