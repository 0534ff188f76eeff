// SPDX-License-Identifier: Apache-2.0
#include "collectors/capacity/defender.hpp"

#include <algorithm>

#include "platform/json.hpp"
#include "platform/text.hpp"

namespace diag::capacity {
namespace {

constexpr std::size_t most = 1000;

std::string_view unquoted(std::string_view text) {
    const bool quoted = text.size() > 1 && text.front() == text.back() &&
                        (text.front() == '"' || text.front() == '\'');
    return quoted ? text.substr(1, text.size() - 2) : text;
}

void add(std::vector<std::string>& to, std::string_view value) {
    value = unquoted(value);
    if (!value.empty() && to.size() < most) to.emplace_back(value);
}

void add_folder(std::vector<std::string>& to, std::string_view path) {
    if (unquoted(path).starts_with('/')) add(to, path);
}

/// The member "$type", which is no step of a path.
std::string kind_of(const json::value& entry) {
    const auto* members = entry.if_object();
    const auto* kind = members ? members->if_contains("$type") : nullptr;
    return kind && kind->is_string() ? std::string(kind->get_string()) : std::string{};
}

/// Whether `text` is `pattern`, in which "?" is any one byte and "*" any run: at its end of anything,
/// elsewhere of one folder's name ("/var/*/x.log" is not "/var/a/b/x.log": Microsoft, "Configure and
/// validate exclusions for Microsoft Defender for Endpoint on Linux"). Goes back to the last star
/// only, so that no pattern takes longer than the product of both lengths.
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
        } else if (star != std::string_view::npos &&
                   (text[from] != '/' || star + 1 == pattern.size())) {
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

Exclusions excluded_in(std::string_view listing) {
    Exclusions found;
    std::string kind;
    for (const auto each : lines_of(listing)) {
        const auto line = trimmed(each);
        const auto small = lowered(line);
        const auto value = trimmed(line.substr(std::min(line.find(':') + 1, line.size())));
        if (small.starts_with("excluded"))
            kind = small;
        else if (kind.find("folder") != kind.npos && small.starts_with("path:"))
            add_folder(found.folders, value);
        else if (kind.find("process") != kind.npos &&
                 (small.starts_with("path:") || small.starts_with("process name:")))
            add(found.processes, value);
    }
    return found;
}

Exclusions excluded_by_management(std::string_view document) {
    Exclusions found;
    const auto parsed = json::parse(document);
    if (!parsed) return found;
    for (const auto* where : {"antivirusEngine.exclusions", "exclusionSettings.exclusions"})
        for (const auto& each : json::list_at(*parsed, where)) {
            const auto kind = kind_of(each);
            if (kind == "excludedPath" && json::flag_at(each, "isDirectory").value_or(false))
                add_folder(found.folders, json::text_at(each, "path").value_or(""));
            if (kind == "excludedFileName")
                add(found.processes, json::text_at(each, "name").value_or(""));
        }
    return found;
}

bool holds(std::string_view folder, std::string_view path) {
    while (folder.size() > 1 && folder.ends_with('/')) folder.remove_suffix(1);
    for (auto end = path.size();; end = path.rfind('/', end - 1)) {
        if (end == 0 || end == std::string_view::npos) return folder == "/";
        if (matches(folder, path.substr(0, end))) return true;
    }
}

bool names_program(std::string_view process, std::string_view path) {
    if (process.find('/') != process.npos) return matches(process, path);
    return matches(process, path.substr(path.rfind('/') + 1));
}

}  // namespace diag::capacity
