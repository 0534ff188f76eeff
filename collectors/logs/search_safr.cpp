// SPDX-License-Identifier: Apache-2.0
// SAFR's log tree: <root>/<service>/logs, with patterns from <root>/<service>/config.
//
// The documented services (safr-facts 2.4) are asked for by name; any other folder with a `logs`
// in it is found by listing the root. The root itself is never walked: cv-storage below it may
// hold a hundred million files.
#include <algorithm>
#include <array>

#include "collectors/logs/logback.hpp"
#include "collectors/logs/search.hpp"
#include "platform/text.hpp"

namespace diag::logs {
namespace {

struct Documented {
    std::string_view service;
    bool always;  ///< part of every server: a missing log directory is a finding
};

// ARES writes only where actions are used; Reports and MongoDB may live elsewhere.
constexpr std::array<Documented, 8> documented{{{"covi", true},
                                                {"cv-event", true},
                                                {"virga", true},
                                                {"cv-object-storage", true},
                                                {"cv-reports", false},
                                                {"ares", false},
                                                {"mongo", false},
                                                {"virgo", false}}};

/// Folders of the roots that hold no logs or must not be entered, and marks of an installation.
constexpr std::array<std::string_view, 7> no_service{"cv-storage", "jdk",        "lib",  "bin",
                                                     "python",     "syscollect", "model"};
constexpr std::string_view ports_file = "safrports.conf";
constexpr std::size_t most_services = 64;

bool is_documented(std::string_view name) {
    return std::any_of(documented.begin(), documented.end(),
                       [&](const Documented& each) { return each.service == name; });
}

/// What logback says it writes is a log under any name.
NameKind kind_by_appender(const Logback& logback, std::string_view name) {
    if (!logback.appender_of(name)) return NameKind::other;
    const auto kind = kind_of_name(name);
    return kind == NameKind::other ? NameKind::log : kind;
}

NameKind kind_below_logs(std::string_view path) { return kind_of_name(last_part(path)); }

/// Absolute directories that the configuration logs to, besides the usual one.
std::vector<std::string> configured_directories(const Logback& logback) {
    std::vector<std::string> directories;
    for (const auto& each : logback.appenders) {
        if (!each.file.starts_with('/') || each.file.find("${") != std::string::npos) continue;
        std::string directory(parent_of(each.file));
        if (std::find(directories.begin(), directories.end(), directory) == directories.end())
            directories.push_back(std::move(directory));
    }
    return directories;
}

class Services {
public:
    Services(Search& search, std::string root, std::string prefix, std::string item)
        : search_(search),
          root_(std::move(root)),
          prefix_(std::move(prefix)),
          item_(std::move(item)) {}

    void look_for(const std::string& service, bool expected) {
        const auto from = search_.found().files.size();
        const auto folder = root_ + "/" + service;
        bool found = search_.look_into(place(service, folder + "/logs"));
        if (!found && service == "mongo")
            found = search_.look_into(place(service, folder + "/log"));
        if (!found && expected)
            search_.found().directories.push_back(
                {.service = service,
                 .path = folder + "/logs",
                 .failure = Error{Fault::absent, folder + "/logs: No such file or directory"}});
        if (found || expected) read_configuration(service, folder, from);
    }

private:
    Place place(const std::string& service, std::string path) const {
        return {.service = service,
                .path = std::move(path),
                .prefix = prefix_ + service + "/logs/",
                .classify = kind_below_logs};
    }

    void read_configuration(const std::string& service, const std::string& folder,
                            std::size_t from) {
        auto& world = search_.world();
        auto xml = world.paths.read(folder + "/config/logback-spring.xml", logback_limit,
                                    search_.patience());
        if (!xml && xml.error().fault == Fault::absent) return;
        if (xml)
            if (const auto logback = parse_logback(*xml); logback) apply(service, *logback, from);
        search_.sink().give(item_ + service, std::move(xml));
    }

    void apply(const std::string& service, const Logback& logback, std::size_t from) {
        for (const auto& directory : configured_directories(logback)) {
            if (covered(directory)) continue;
            auto elsewhere = place(service, directory);
            elsewhere.prefix = prefix_ + service + "/configured/";
            elsewhere.only_logs = true;
            elsewhere.classify = [logback](std::string_view path) {
                return kind_by_appender(logback, last_part(path));
            };
            search_.look_into(elsewhere);
        }
        auto& files = search_.found().files;
        for (auto i = from; i < files.size(); ++i) {
            const auto name = last_part(files[i].path);
            const auto* appender = logback.appender_of(name);
            if (!appender) continue;
            files[i].date_pattern = appender->date_pattern;
            if (files[i].why == why::no_log) files[i].why.clear();
        }
    }

    bool covered(const std::string& directory) const {
        const auto& all = search_.found().directories;
        return std::any_of(all.begin(), all.end(), [&](const LogDirectory& each) {
            return each.path == directory || each.resolved == directory;
        });
    }

    Search& search_;
    std::string root_;
    std::string prefix_;  ///< of names in the bundle
    std::string item_;    ///< of the evidence items that hold configurations
};

/// The names below a root, and what they tell about it.
std::vector<std::string> examine_root(Search& search, const std::string& path) {
    Root root{.path = path, .resolved = path};
    auto names = search.names_in(path);
    if (names) {
        if (const auto resolved = search.world().paths.resolve(path, search.patience()); resolved)
            root.resolved = resolved->path;
        root.safr = std::any_of(names->begin(), names->end(), [](const std::string& name) {
            return name == ports_file || is_documented(name);
        });
    } else {
        root.failure = names.error();
    }
    search.found().roots.push_back(std::move(root));
    return names ? std::move(*names) : std::vector<std::string>{};
}

void search_root(Search& search, const std::vector<std::string>& names, const std::string& path,
                 const std::string& prefix, const std::string& item) {
    Services services(search, path, prefix, item);
    const auto there = [&](std::string_view name) {
        return std::find(names.begin(), names.end(), name) != names.end();
    };
    for (const auto& each : documented)
        if (there(each.service)) services.look_for(std::string(each.service), each.always);
    std::size_t looked = 0;
    for (const auto& name : names) {
        const bool skip = is_documented(name) || name.find('.') != std::string::npos ||
                          std::find(no_service.begin(), no_service.end(), name) != no_service.end();
        if (!skip && looked++ < most_services) services.look_for(name, false);
    }
}

}  // namespace

void search_safr(Search& search) {
    const auto& scope = search.world().scope;
    const auto data = examine_root(search, scope.data_root);
    if (scope.program_root == scope.data_root)
        return search_root(search, data, scope.data_root, "safr/", "logback:");
    const auto programs = examine_root(search, scope.program_root);
    search_root(search, data, scope.data_root, "safr/", "logback:");
    search_root(search, programs, scope.program_root, "safr-programs/", "logback:programs/");
}

}  // namespace diag::logs
