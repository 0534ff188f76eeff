// SPDX-License-Identifier: Apache-2.0
#include "collectors/capacity/updatedb.hpp"

#include <algorithm>

#include "collectors/disk/mountinfo.hpp"
#include "platform/text.hpp"

namespace diag::capacity {
namespace {

constexpr std::size_t most = 1000;

std::vector<std::string> list_of(std::string_view value) {
    std::vector<std::string> words;
    for (const auto word : words_of(value))
        if (words.size() < most) words.emplace_back(word);
    return words;
}

std::vector<std::string> folders_of(std::string_view value) {
    auto folders = list_of(value);
    for (auto& folder : folders)
        while (folder.size() > 1 && folder.ends_with('/')) folder.pop_back();
    return folders;
}

}  // namespace

Updatedb updatedb_conf(std::string_view text) {
    Updatedb conf;
    for (const auto each : lines_of(text)) {
        const auto line = trimmed(each);
        const auto is = line.find('=');
        if (line.empty() || line.front() == '#' || is == std::string_view::npos) continue;
        const auto name = trimmed(line.substr(0, is));
        const auto from = line.find('"', is);
        const auto to = from == std::string_view::npos ? from : line.find('"', from + 1);
        if (to == std::string_view::npos) continue;
        const auto value = line.substr(from + 1, to - from - 1);
        if (name == "PRUNEPATHS") conf.paths = folders_of(value);
        if (name == "PRUNENAMES") conf.names = list_of(value);
        if (name == "PRUNEFS") conf.types = list_of(lowered(value));
        if (name == "PRUNE_BIND_MOUNTS") conf.bind_mounts = value == "1" || value == "yes";
    }
    return conf;
}

bool leaves_out(const Updatedb& conf, std::string_view path, std::string_view type) {
    if (std::ranges::find(conf.types, lowered(type)) != conf.types.end()) return true;
    for (const auto part : parts_of(path, '/'))
        if (!part.empty() && std::ranges::find(conf.names, part) != conf.names.end()) return true;
    return std::ranges::any_of(
        conf.paths, [&](const std::string& pruned) { return disk::lies_below(path, pruned); });
}

}  // namespace diag::capacity
