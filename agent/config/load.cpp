// SPDX-License-Identifier: Apache-2.0
#include "agent/config/config.hpp"

namespace diag::config {
namespace {

constexpr std::size_t largest_file = 1 << 20;

}  // namespace

Result<Reading> load(Files& files, const std::string& given, Catalog catalog) {
    const auto file = given.empty() ? std::string(default_file) : given;
    const auto text = files.read(file, largest_file);
    if (text) return read(*text, file, catalog);
    if (given.empty() && text.error().fault == Fault::absent) return Reading{};
    return Error{text.error().fault, "the configuration cannot be read: " + text.error().what};
}

Scope scope_of(const Config& config, Time since, Time until) {
    Scope scope;
    scope.program_root = config.safr.program_root;
    scope.data_root = config.safr.data_root;
    scope.backup_root = config.safr.backup_root;
    scope.backup_places = config.backup.places;
    scope.nodes = config.safr.nodes;
    scope.mongo = config.mongo;
    scope.nfs = config.nfs;
    scope.cameras = config.cameras;
    scope.cloud = config.cloud;
    scope.cloud.proxy = config.desk.proxy;
    scope.cloud.licence_server = config.upgrade.licence_server;
    scope.integrations = config.integrations;
    scope.notifications = config.notifications;
    scope.desk_url = config.desk.url;
    scope.log_directories = config.logs.directories;
    scope.since = since;
    scope.until = until;
    scope.file_limit = config.logs.file_limit;
    scope.total_limit = config.logs.total_limit;
    return scope;
}

}  // namespace diag::config
