// SPDX-License-Identifier: Apache-2.0
#include "collectors/site.hpp"

#include <algorithm>
#include <functional>

namespace diag {
namespace {

std::string text_of(const json::value& document, std::string_view path) {
    return json::text_at(document, path).value_or("");
}

std::uint16_t port_of(const json::value& document) {
    const auto number = json::integer_at(document, "port").value_or(0);
    return number > 0 && number < 65'536 ? static_cast<std::uint16_t>(number) : std::uint16_t{0};
}

json::array words(const std::vector<std::string>& texts) {
    json::array all;
    for (const auto& each : texts) all.emplace_back(each);
    return all;
}

std::vector<std::string> words_at(const json::value& document, std::string_view path) {
    std::vector<std::string> all;
    for (const auto& each : json::list_at(document, path))
        if (each.is_string()) all.emplace_back(each.get_string());
    return all;
}

json::value to_json(const SiteProcess& process) {
    json::array listeners;
    for (const auto& each : process.listeners)
        listeners.push_back({{"address", each.address}, {"port", each.port}});
    return {{"pid", process.pid},           {"service", process.service},
            {"program", process.program},   {"argv", words(process.argv)},
            {"user", process.user},         {"directory", process.directory},
            {"unit", process.unit},         {"started", process.started.time_since_epoch().count()},
            {"resident", process.resident}, {"listeners", std::move(listeners)}};
}

SiteProcess process_from(const json::value& document) {
    SiteProcess process;
    process.pid = static_cast<int>(json::integer_at(document, "pid").value_or(0));
    process.service = text_of(document, "service");
    process.program = text_of(document, "program");
    process.argv = words_at(document, "argv");
    process.user = text_of(document, "user");
    process.directory = text_of(document, "directory");
    process.unit = text_of(document, "unit");
    process.started = Time{milliseconds{json::integer_at(document, "started").value_or(0)}};
    const auto resident = json::integer_at(document, "resident").value_or(0);
    process.resident = resident > 0 ? static_cast<std::uint64_t>(resident) : 0;
    for (const auto& each : json::list_at(document, "listeners"))
        process.listeners.push_back({text_of(each, "address"), port_of(each)});
    return process;
}

int trust(const ServicePort& port) {
    if (port.source == "safrports.conf") return 0;
    return port.source == "listening" ? 1 : 2;
}

}  // namespace

const std::vector<Service>& services() {
    static const std::vector<Service> all{
        {"covi", "Computer Vision (CoVi)", "covi", 8080, 8081, "/version"},
        {"cv-event", "Event server", "cv-event", 8082, 8083, "/version"},
        {"virga", "Video Recognition Gateway Administrator (VIRGA)", "virga", 8084, 8085,
         "/health"},
        {"cv-object-storage", "Object storage (CVOS)", "cv-object-storage", 8086, 8087, "/version"},
        {"console", "Web Console", "", 8090, 8091, "/signin"},
        {"cv-reports", "Reports", "cv-reports"},
        {"ares", "SAFR Actions (ARES)", "ares"},
        {"virgo", "Video Recognition Gateway (VIRGO)", "virgo"},
        {"mongod", "Database (MongoDB)", "mongo"},
    };
    return all;
}

const Service* service_named(std::string_view id) {
    for (const auto& each : services())
        if (each.id == id) return &each;
    return nullptr;
}

std::vector<const SiteProcess*> processes_of(const Site& site, std::string_view service) {
    std::vector<const SiteProcess*> all;
    for (const auto& each : site.processes)
        if (each.service == service) all.push_back(&each);
    return all;
}

std::vector<std::uint16_t> ports_of(const Site& site, std::string_view service) {
    std::vector<ServicePort> mine;
    for (const auto& each : site.ports)
        if (each.service == service) mine.push_back(each);
    const auto documented = [](const ServicePort& port) { return port.source == "documented"; };
    const bool moved =
        std::ranges::any_of(mine, std::not_fn(documented)) &&
        std::ranges::none_of(mine, [&](const ServicePort& port) {
            return !documented(port) && std::ranges::any_of(mine, [&](const ServicePort& other) {
                return documented(other) && other.port == port.port;
            });
        });
    if (moved) std::erase_if(mine, documented);
    std::stable_sort(mine.begin(), mine.end(), [](const ServicePort& a, const ServicePort& b) {
        return trust(a) < trust(b);
    });
    std::vector<std::uint16_t> ports;
    for (const auto& each : mine)
        if (std::find(ports.begin(), ports.end(), each.port) == ports.end())
            ports.push_back(each.port);
    return ports;
}

json::value to_json(const Site& site) {
    json::array processes;
    for (const auto& each : site.processes) processes.push_back(to_json(each));
    json::array ports;
    for (const auto& each : site.ports)
        ports.push_back({{"service", each.service}, {"port", each.port}, {"source", each.source}});
    return {{"known", site.known},         {"program_root", site.program_root},
            {"data_root", site.data_root}, {"backup_root", site.backup_root},
            {"role", site.role},           {"processes", std::move(processes)},
            {"ports", std::move(ports)},   {"nodes", words(site.nodes)}};
}

Site site_from(const json::value& document) {
    Site site;
    site.known = json::flag_at(document, "known").value_or(false);
    site.program_root = text_of(document, "program_root");
    site.data_root = text_of(document, "data_root");
    site.backup_root = text_of(document, "backup_root");
    site.role = json::text_at(document, "role").value_or("unknown");
    for (const auto& each : json::list_at(document, "processes"))
        site.processes.push_back(process_from(each));
    for (const auto& each : json::list_at(document, "ports"))
        site.ports.push_back({text_of(each, "service"), port_of(each), text_of(each, "source")});
    site.nodes = words_at(document, "nodes");
    return site;
}

}  // namespace diag
