// SPDX-License-Identifier: Apache-2.0
#include "collectors/disk/places.hpp"

#include <array>
#include <utility>

namespace diag::disk {
namespace {

// Vendor article K5 and the table of logs in the server documentation.
constexpr std::array<std::pair<std::string_view, std::string_view>, 10> below_data{{
    {"database", "mongo/data"},
    {"objects", "cv-storage"},
    {"images", "cv-storage/objs"},
    {"metadata", "cv-storage/objs/metadata"},
    {"log-covi", "covi/logs"},
    {"log-cv-event", "cv-event/logs"},
    {"log-virga", "virga/logs"},
    {"log-cv-reports", "cv-reports/logs"},
    {"log-cv-object-storage", "cv-object-storage/logs"},
    {"log-ares", "ares/logs"},
}};

std::uint64_t natural_at(const json::value& root, std::string_view path) {
    const auto* found = json::find(root, path);
    if (!found || !found->is_number()) return 0;
    boost::json::error_code failure;
    const auto number = found->to_number<std::uint64_t>(failure);
    return failure ? 0 : number;
}

}  // namespace

std::vector<Place> places_of(const std::string& program_root, const std::string& data_root,
                             const std::string& backup_root) {
    std::vector<Place> places{
        {"programs", program_root}, {"data", data_root}, {"backups", backup_root}};
    for (const auto& [id, below] : below_data)
        places.push_back({std::string(id), data_root + "/" + std::string(below)});
    return places;
}

json::value to_json(const Resolved& resolved) {
    json::array links;
    for (const auto& link : resolved.links) links.emplace_back(link);
    return {{"path", resolved.path},
            {"dangling", resolved.dangling},
            {"device", resolved.device},
            {"links", std::move(links)}};
}

Result<Resolved> resolved_from(std::string_view text) {
    const auto document = json::parse(text);
    if (!document) return document.error();
    Resolved resolved;
    resolved.path = json::text_at(*document, "path").value_or("");
    resolved.dangling = json::flag_at(*document, "dangling").value_or(false);
    resolved.device = natural_at(*document, "device");
    for (const auto& link : json::list_at(*document, "links"))
        if (link.is_string()) resolved.links.emplace_back(link.get_string());
    return resolved;
}

json::value to_json(const Space& space) {
    return {{"bytes_total", space.bytes_total},         {"bytes_free", space.bytes_free},
            {"bytes_available", space.bytes_available}, {"inodes_total", space.inodes_total},
            {"inodes_free", space.inodes_free},         {"read_only", space.read_only}};
}

Result<Space> space_from(std::string_view text) {
    const auto document = json::parse(text);
    if (!document) return document.error();
    return Space{.bytes_total = natural_at(*document, "bytes_total"),
                 .bytes_free = natural_at(*document, "bytes_free"),
                 .bytes_available = natural_at(*document, "bytes_available"),
                 .inodes_total = natural_at(*document, "inodes_total"),
                 .inodes_free = natural_at(*document, "inodes_free"),
                 .read_only = json::flag_at(*document, "read_only").value_or(false)};
}

json::value to_json(const Usage& usage) {
    return {{"bytes", usage.bytes}, {"files", usage.files}, {"cut", usage.cut}};
}

Result<Usage> usage_from(std::string_view text) {
    const auto document = json::parse(text);
    if (!document) return document.error();
    return Usage{.bytes = natural_at(*document, "bytes"),
                 .files = natural_at(*document, "files"),
                 .cut = json::flag_at(*document, "cut").value_or(false)};
}

}  // namespace diag::disk
