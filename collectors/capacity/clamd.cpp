// SPDX-License-Identifier: Apache-2.0
#include "collectors/capacity/clamd.hpp"

#include "platform/text.hpp"

namespace diag::capacity {
namespace {

constexpr std::size_t most = 1000;

std::string_view unquoted(std::string_view text) {
    const bool quoted = text.size() > 1 && text.front() == '"' && text.back() == '"';
    return quoted ? text.substr(1, text.size() - 2) : text;
}

void add_word(std::vector<std::string>& to, std::string_view word) {
    word = unquoted(word);
    if (!word.empty() && to.size() < most) to.emplace_back(word);
}

void add(std::vector<std::string>& to, std::string_view path) {
    path = unquoted(path);
    while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
    if (path.starts_with('/') && to.size() < most) to.emplace_back(path);
}

bool says_yes(std::string_view word) {
    const auto small = lowered(word);
    return small == "yes" || small == "true" || small == "1";
}

}  // namespace

Clamd clamd_conf(std::string_view text) {
    Clamd conf;
    for (const auto each : lines_of(text)) {
        const auto line = trimmed(each);
        if (line.empty() || line.front() == '#') continue;
        const auto gap = line.find_first_of(" \t");
        if (gap == std::string_view::npos) continue;
        const auto name = line.substr(0, gap);
        const auto argument = trimmed(line.substr(gap));
        if (name == "OnAccessIncludePath") add(conf.included, argument);
        if (name == "OnAccessMountPath") add(conf.mounts, argument);
        if (name == "OnAccessExcludePath") add(conf.excluded, argument);
        if (name == "OnAccessExcludeUname" || name == "OnAccessExcludeUID")
            add_word(conf.spared_users, argument);
        if (name == "OnAccessExcludeRootUID" && says_yes(argument))
            add_word(conf.spared_users, "0");
        if (name == "ScanOnAccess") conf.on_access = says_yes(argument);
    }
    return conf;
}

ClamonaccFiles files_of_clamonacc(std::string_view command_line) {
    ClamonaccFiles files;
    const auto words = parts_of(command_line, '\0');
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto take = [&](std::string_view brief, std::string_view name, std::string& to) {
            const auto word = words[i];
            if (word.starts_with(name) && word.substr(name.size()).starts_with('='))
                to = word.substr(name.size() + 1);
            else if ((word == brief || word == name) && i + 1 < words.size())
                to = words[i + 1];
            else if (word.starts_with(brief) && !word.starts_with("--") && word != brief)
                to = word.substr(brief.size());
        };
        take("-c", "--config-file", files.config);
        take("-W", "--watch-list", files.watched);
        take("-e", "--exclude-list", files.excluded);
    }
    return files;
}

std::vector<std::string> folders_in(std::string_view text) {
    std::vector<std::string> folders;
    for (const auto line : lines_of(text)) add(folders, trimmed(line));
    return folders;
}

}  // namespace diag::capacity
