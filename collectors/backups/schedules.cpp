// SPDX-License-Identifier: Apache-2.0
#include "collectors/backups/schedules.hpp"

#include <algorithm>
#include <set>

#include "platform/text.hpp"

namespace diag::backups {
namespace {

std::string_view unquoted(std::string_view word) {
    while (!word.empty() && (word.front() == '"' || word.front() == '\'' || word.front() == '('))
        word.remove_prefix(1);
    while (!word.empty() &&
           (word.back() == '"' || word.back() == '\'' || word.back() == ';' || word.back() == ')'))
        word.remove_suffix(1);
    return word;
}

bool is_comment(std::string_view line) {
    const auto text = trimmed(line);
    return text.empty() || text.front() == '#';
}

std::string_view name_of(std::string_view word) {
    const auto slash = word.find_last_of("/\\");
    return slash == std::string_view::npos ? word : word.substr(slash + 1);
}

void see_option(const std::vector<std::string_view>& words, std::size_t i, Scheduled& scheduled) {
    const auto word = unquoted(words[i]);
    const auto value = i + 1 < words.size() ? unquoted(words[i + 1]) : std::string_view{};
    if (scheduled.mongodump) {
        if ((word == "--out" || word == "-o") && value.starts_with('/'))
            scheduled.directory = value;
        for (const std::string_view option : {"--out=", "--archive="})
            if (word.starts_with(option) && word.substr(option.size()).starts_with('/'))
                scheduled.directory = word.substr(option.size());
        if (word.starts_with("--archive="))
            scheduled.directory.erase(
                std::min(scheduled.directory.rfind('/'), scheduled.directory.size()));
        return;
    }
    if (word == "-o") scheduled.objects_only = true;
    if (word == "-s") scheduled.skips_objects = true;
    // "-print" of a find that follows is none of it.
    const bool attached = word.starts_with("-p/") || word.starts_with("-p$") ||
                          word.starts_with("-p\"") || word.starts_with("-p'");
    if (word != "-p" && !attached) return;
    const auto path = attached ? unquoted(word.substr(2)) : value;
    scheduled.elsewhere = !path.starts_with('/') || path.find('$') != path.npos;
    if (path.starts_with('/')) scheduled.directory = path;
}

}  // namespace

std::vector<Scheduled> schedules_in(std::string_view text, const std::string& source) {
    std::vector<Scheduled> all;
    for (const auto line : lines_of(text)) {
        if (is_comment(line)) continue;
        const auto words = words_of(line);
        const auto runs = [&](std::string_view program) {
            return std::ranges::find(words, program,
                                     [](std::string_view word) { return name_of(unquoted(word)); });
        };
        auto program = runs("backup.py");
        const bool mongodump = program == words.end();
        if (mongodump) program = runs("mongodump");
        if (program == words.end()) continue;
        Scheduled scheduled{.source = source, .line = std::string(trimmed(line))};
        scheduled.mongodump = mongodump;
        for (auto i = static_cast<std::size_t>(program - words.begin()) + 1; i < words.size(); ++i)
            see_option(words, i, scheduled);
        all.push_back(std::move(scheduled));
    }
    return all;
}

std::vector<std::string> scripts_in(std::string_view text) {
    std::set<std::string> scripts;
    for (const auto line : lines_of(text)) {
        if (is_comment(line)) continue;
        for (auto word : words_of(line)) {
            word = unquoted(word);
            if (word.starts_with("ExecStart=")) word.remove_prefix(word.find('=') + 1);
            const auto name = lowered(name_of(word));
            const bool script = name.ends_with(".sh") || name.ends_with(".py") ||
                                name.find("backup") != std::string::npos ||
                                name.find("dump") != std::string::npos;
            if (word.starts_with('/') && script && name != "backup.py" && name != "mongodump")
                scripts.emplace(word);
        }
    }
    return {scripts.begin(), scripts.end()};
}

}  // namespace diag::backups
