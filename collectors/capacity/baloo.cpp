// SPDX-License-Identifier: Apache-2.0
#include "collectors/capacity/baloo.hpp"

#include <algorithm>

#include "collectors/disk/mountinfo.hpp"
#include "platform/text.hpp"

namespace diag::capacity {
namespace {

constexpr std::size_t most = 1000;

std::string expanded(std::string_view path, std::string_view home) {
    for (const std::string_view sign : {"$HOME", "${HOME}", "~"})
        if (path == sign || path.starts_with(std::string(sign) + "/"))
            return std::string(home) + std::string(path.substr(sign.size()));
    return std::string(path);
}

std::vector<std::string> list_of(std::string_view value, std::string_view home) {
    std::vector<std::string> folders;
    for (const auto part : parts_of(value, ',')) {
        auto folder = expanded(trimmed(part), home);
        while (folder.size() > 1 && folder.ends_with('/')) folder.pop_back();
        if (folder.starts_with('/') && folders.size() < most) folders.push_back(std::move(folder));
    }
    return folders;
}

/// The length of the longest folder that holds `path`, 0 where none does.
std::size_t nearest(const std::vector<std::string>& folders, std::string_view path) {
    std::size_t length = 0;
    for (const auto& folder : folders)
        if (disk::lies_below(path, folder)) length = std::max(length, folder.size());
    return length;
}

}  // namespace

Baloo baloo_conf(std::string_view text, std::string_view home) {
    Baloo conf{.enabled = true, .folders = {std::string(home)}, .excluded = {}};
    std::string_view section;
    for (const auto each : lines_of(text)) {
        const auto line = trimmed(each);
        if (line.starts_with('[')) section = line;
        const auto is = line.find('=');
        if (line.empty() || line.front() == '#' || is == std::string_view::npos) continue;
        auto name = trimmed(line.substr(0, is));
        if (name.ends_with("[$e]")) name.remove_suffix(4);  // values with $HOME
        const auto value = line.substr(is + 1);
        if (section == "[Basic Settings]" && name == "Indexing-Enabled")
            conf.enabled = lowered(trimmed(value)) != "false";
        if (section != "[General]") continue;
        if (name == "folders") conf.folders = list_of(value, home);
        if (name == "exclude folders") conf.excluded = list_of(value, home);
    }
    return conf;
}

bool goes_through(const Baloo& conf, std::string_view path) {
    const auto within = nearest(conf.folders, path);
    return conf.enabled && within > 0 && within > nearest(conf.excluded, path);
}

}  // namespace diag::capacity
