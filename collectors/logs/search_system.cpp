// SPDX-License-Identifier: Apache-2.0
// The operating system's log files, those of a mongod, and what the site's configuration adds.
//
// Who logged in (auth.log, secure, wtmp) is nobody's business here: listed, not taken.
#include <algorithm>
#include <array>

#include "collectors/logs/search.hpp"
#include "platform/text.hpp"

namespace diag::logs {
namespace {

constexpr std::string_view log_folder = "/var/log";

// Debian and Red Hat names (rsyslog.conf of both); the second list is in no journal.
constexpr std::array<std::string_view, 6> syslog_files{"syslog",     "messages", "kern.log",
                                                       "daemon.log", "user.log", "dmesg"};
constexpr std::array<std::string_view, 6> other_files{
    "dpkg.log", "apt/history.log", "yum.log", "dnf.log", "mongodb/mongod.log", "mongo/mongod.log"};
constexpr std::array<std::string_view, 4> private_files{"auth.log", "secure", "audit/audit.log",
                                                        "sudo.log"};

/// The file itself or a rotated one of it: "syslog", "syslog.1", "syslog.2.gz",
/// "messages-20261122".
bool is_of(std::string_view path, std::string_view base) {
    if (!path.starts_with(base)) return false;
    const auto rest = path.substr(base.size());
    return rest.empty() || ((rest[0] == '.' || rest[0] == '-') && rest.size() > 1 &&
                            (rest[1] >= '0' && rest[1] <= '9'));
}

template <std::size_t size>
bool is_one_of(std::string_view path, const std::array<std::string_view, size>& bases) {
    return std::any_of(bases.begin(), bases.end(), [&](auto base) { return is_of(path, base); });
}

NameKind rotated_kind(std::string_view path) {
    if (path.ends_with(".gz")) return NameKind::gzip;
    const bool packed = path.ends_with(".xz") || path.ends_with(".bz2") || path.ends_with(".zst");
    return packed ? NameKind::packed : NameKind::log;
}

/// The value of `--name value`, `--name=value` or `-n value` in a command line's words.
std::string option_of(const std::vector<std::string_view>& words, std::string_view name,
                      std::string_view letter) {
    for (std::size_t i = 1; i < words.size(); ++i) {
        if ((words[i] == name || words[i] == letter) && i + 1 < words.size())
            return std::string(words[i + 1]);
        if (words[i].starts_with(name) && words[i].substr(name.size()).starts_with('='))
            return std::string(words[i].substr(name.size() + 1));
    }
    return {};
}

/// systemLog.path of a mongod configuration file (YAML, one value a line).
std::string system_log_path(std::string_view yaml) {
    bool inside = false;
    for (const auto line : lines_of(yaml)) {
        const auto text = trimmed(line);
        if (text.empty() || text.front() == '#') continue;
        const bool indented = line.front() == ' ' || line.front() == '\t';
        if (!indented) inside = text.starts_with("systemLog:");
        if (!inside || !text.starts_with("path:")) continue;
        auto value = trimmed(text.substr(5));
        if (value.size() > 1 && (value.front() == '"' || value.front() == '\''))
            value = value.substr(1, value.size() - 2);
        return std::string(value);
    }
    return {};
}

std::string log_path_of(Search& search, const std::vector<std::string_view>& words) {
    auto path = option_of(words, "--logpath", "");
    const auto configuration = option_of(words, "--config", "-f");
    if (path.empty() && configuration.starts_with('/'))
        if (const auto yaml = search.world().paths.read(configuration, 1 << 20, search.patience());
            yaml)
            path = system_log_path(*yaml);
    return path.starts_with('/') ? path : std::string{};
}

/// Where the mongods that run here say they log.
std::vector<std::string> mongod_logs(Search& search) {
    auto& files = search.world().files;
    std::vector<std::string> paths;
    const auto processes = files.list("/proc", 65'536);
    if (!processes) return paths;
    for (const auto& process : *processes) {
        if (!natural(process)) continue;
        const auto line = files.read("/proc/" + process + "/cmdline", 64 << 10);
        if (!line) continue;
        const auto words = parts_of(*line, '\0');
        if (last_part(words.front()) != "mongod") continue;
        auto path = log_path_of(search, words);
        if (!path.empty() && std::find(paths.begin(), paths.end(), path) == paths.end())
            paths.push_back(std::move(path));
    }
    return paths;
}

void search_mongod(Search& search) {
    for (const auto& path : mongod_logs(search)) {
        const std::string name(last_part(path));
        search.look_into({.service = "mongo",
                          .path = std::string(parent_of(path)),
                          .prefix = "mongod/",
                          .classify =
                              [name](std::string_view each) {
                                  return is_of(each, name) ? rotated_kind(each) : NameKind::other;
                              },
                          .trusted = false,
                          .only_logs = true});
    }
}

/// A log by name; also a name without an ending, as syslog's.
NameKind kind_where_configured(std::string_view path) {
    const auto name = last_part(path);
    const auto kind = kind_of_name(name);
    if (kind != NameKind::other) return kind;
    const bool plain = name.find('.') == std::string_view::npos || name.ends_with(".txt");
    return plain ? NameKind::log : NameKind::other;
}

}  // namespace

void search_configured(Search& search) {
    for (const auto& directory : search.world().scope.log_directories)
        if (!search.look_into({.service = "site",
                               .path = directory,
                               .prefix = "site" + directory + "/",
                               .classify = kind_where_configured,
                               .trusted = true}))
            search.found().directories.push_back(
                {.service = "site",
                 .path = directory,
                 .failure = Error{Fault::absent, directory + ": No such file or directory"}});
}

void search_system(Search& search, bool with_syslog) {
    search_mongod(search);
    const auto from = search.found().files.size();
    search.look_into({.service = "system",
                      .path = std::string(log_folder),
                      .prefix = "system/",
                      .classify =
                          [with_syslog](std::string_view path) {
                              const bool ours = is_one_of(path, other_files) ||
                                                is_one_of(path, private_files) ||
                                                (with_syslog && is_one_of(path, syslog_files));
                              return ours ? rotated_kind(path) : NameKind::other;
                          },
                      .trusted = true,
                      .only_logs = true});
    auto& files = search.found().files;
    for (auto i = from; i < files.size(); ++i) {
        const auto path =
            std::string_view(files[i].name).substr(std::string_view("system/").size());
        if (is_one_of(path, private_files)) files[i].why = why::authentication;
        if (path.starts_with("mongo")) files[i].service = "mongo";
    }
}

}  // namespace diag::logs
