// SPDX-License-Identifier: Apache-2.0
#include "collectors/capacity/defender.hpp"

#include "platform/json.hpp"
#include "platform/text.hpp"

namespace diag::capacity {
namespace {

constexpr std::size_t most = 1000;

void add(std::vector<std::string>& to, std::string_view path) {
    if (path.size() > 1 && path.front() == '"' && path.back() == '"')
        path = path.substr(1, path.size() - 2);
    if (path.starts_with('/') && to.size() < most) to.emplace_back(path);
}

/// Whether `text` is `pattern`, in which "*" is any run and "?" any one byte. Goes back to the last
/// star only, so that no pattern takes longer than the product of both lengths.
bool matches(std::string_view pattern, std::string_view text) {
    std::size_t at = 0, star = std::string_view::npos, from = 0;
    std::size_t i = 0;
    while (i < text.size()) {
        if (at < pattern.size() && pattern[at] == '*') {
            star = at++;
            from = i;
        } else if (at < pattern.size() && (pattern[at] == '?' || pattern[at] == text[i])) {
            ++at;
            ++i;
        } else if (star != std::string_view::npos) {
            at = star + 1;
            i = ++from;
        } else {
            return false;
        }
    }
    while (at < pattern.size() && pattern[at] == '*') ++at;
    return at == pattern.size();
}

}  // namespace

std::vector<std::string> folders_excluded(std::string_view listing) {
    std::vector<std::string> folders;
    bool of_folder = false;
    for (const auto each : lines_of(listing)) {
        const auto line = trimmed(each);
        const auto small = lowered(line);
        if (small.starts_with("excluded"))
            of_folder = small.find("folder") != std::string::npos;
        else if (of_folder && small.starts_with("path:"))
            add(folders, trimmed(line.substr(5)));
    }
    return folders;
}

std::vector<std::string> folders_excluded_by_management(std::string_view document) {
    std::vector<std::string> folders;
    const auto parsed = json::parse(document);
    if (!parsed) return folders;
    for (const auto* where : {"antivirusEngine.exclusions", "exclusionSettings.exclusions"})
        for (const auto& each : json::list_at(*parsed, where)) {
            const auto* entry = each.if_object();
            const auto* kind = entry ? entry->if_contains("$type") : nullptr;
            if (!kind || !kind->is_string() || kind->get_string() != "excludedPath") continue;
            if (json::flag_at(each, "isDirectory").value_or(false))
                add(folders, json::text_at(each, "path").value_or(""));
        }
    return folders;
}

bool holds(std::string_view folder, std::string_view path) {
    while (folder.size() > 1 && folder.ends_with('/')) folder.remove_suffix(1);
    for (auto end = path.size();; end = path.rfind('/', end - 1)) {
        if (end == 0 || end == std::string_view::npos) return folder == "/";
        if (matches(folder, path.substr(0, end))) return true;
    }
}

}  // namespace diag::capacity
