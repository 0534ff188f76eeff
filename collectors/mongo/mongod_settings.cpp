// SPDX-License-Identifier: Apache-2.0
#include "collectors/mongo/mongod_settings.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "platform/text.hpp"

namespace diag::mongo {
namespace {

struct Known {
    std::string_view name;    ///< in YAML
    std::string_view option;  ///< on the command line, and in the older files
};

constexpr std::array<Known, 11> known_settings{{{"net.port", "port"},
                                                {"net.bindIp", "bind_ip"},
                                                {"net.bindIpAll", "bind_ip_all"},
                                                {"net.tls.mode", "tlsMode"},
                                                {"net.ssl.mode", "sslMode"},
                                                {"replication.replSetName", "replSet"},
                                                {"storage.dbPath", "dbpath"},
                                                {"security.authorization", "auth"},
                                                {"security.keyFile", "keyFile"},
                                                {"systemLog.path", "logpath"},
                                                {"config", "config"}}};

constexpr std::size_t most_levels = 16;
constexpr std::size_t longest_value = 4096;

/// Options that stand alone.
bool is_flag(std::string_view option) { return option == "auth" || option == "bind_ip_all"; }

std::string_view name_of_option(std::string_view option) {
    for (const auto& [name, word] : known_settings)
        if (word == option) return name;
    return {};
}

bool is_known(std::string_view name) {
    return std::ranges::any_of(known_settings,
                               [&](const Known& each) { return each.name == name; });
}

/// A scalar without quotes and without a comment behind it.
std::string_view scalar(std::string_view text) {
    text = trimmed(text);
    if (!text.empty() && (text.front() == '"' || text.front() == '\'')) {
        const auto end = text.find(text.front(), 1);
        return end == std::string_view::npos ? text.substr(1) : text.substr(1, end - 1);
    }
    const auto comment = text.find(" #");
    return trimmed(text.substr(0, comment));
}

void keep(Settings& settings, std::string_view name, std::string_view value) {
    if (!is_known(name) || value.size() > longest_value) return;
    // Where the key file lies is nobody's business; that there is one, is.
    auto kept = printable(name == "security.keyFile" && !value.empty() ? "set" : value);
    if (!kept.empty()) settings.insert_or_assign(std::string(name), std::move(kept));
}

struct Level {
    std::size_t indentation;
    std::string name;
};

std::string path_of(const std::vector<Level>& levels, std::string_view last) {
    std::string path;
    for (const auto& level : levels) path += level.name + ".";
    return path += last;
}

void read_old_line(Settings& settings, std::string_view line, std::size_t equals) {
    const auto option = trimmed(line.substr(0, equals));
    auto value = scalar(line.substr(equals + 1));
    if (option == "auth") value = value == "true" ? "enabled" : "disabled";
    keep(settings, name_of_option(option), value);
}

void read_line(Settings& settings, std::vector<Level>& levels, std::string_view line) {
    const auto text = trimmed(line);
    if (text.empty() || text.front() == '#' || text.front() == '%' || text.starts_with("---"))
        return;
    const auto colon = text.find(':');
    const auto equals = text.find('=');
    if (equals != std::string_view::npos && (colon == std::string_view::npos || equals < colon))
        return read_old_line(settings, text, equals);
    if (colon == std::string_view::npos) return;
    const auto indentation = static_cast<std::size_t>(text.data() - line.data());
    while (!levels.empty() && levels.back().indentation >= indentation) levels.pop_back();
    const auto name = scalar(text.substr(0, colon));
    const auto value = scalar(text.substr(colon + 1));
    if (!value.empty() && value.front() != '#')
        keep(settings, path_of(levels, name), value);
    else if (levels.size() < most_levels && name.size() < longest_value)
        levels.push_back({indentation, std::string(name)});
}

}  // namespace

Settings settings_of_file(std::string_view text) {
    Settings settings;
    std::vector<Level> levels;
    for (const auto line : lines_of(text)) read_line(settings, levels, line);
    settings.erase("config");
    return settings;
}

Settings settings_of_command_line(const std::vector<std::string>& argv) {
    Settings settings;
    for (std::size_t i = 1; i < argv.size(); ++i) {
        std::string_view word = argv[i];
        if (word == "-f") word = "--config";
        if (!word.starts_with("--")) continue;
        word.remove_prefix(2);
        const auto equals = word.find('=');
        const auto option = word.substr(0, equals);
        if (is_flag(option)) {
            keep(settings, name_of_option(option), option == "auth" ? "enabled" : "true");
        } else if (equals != std::string_view::npos) {
            keep(settings, name_of_option(option), word.substr(equals + 1));
        } else if (const auto name = name_of_option(option); !name.empty() && i + 1 < argv.size()) {
            keep(settings, name, argv[++i]);
        }
    }
    return settings;
}

bool demands_tls(const Settings& settings) {
    for (const char* name : {"net.tls.mode", "net.ssl.mode"})
        if (const auto found = settings.find(name);
            found != settings.end() && found->second.starts_with("require"))
            return true;
    return false;
}

}  // namespace diag::mongo
