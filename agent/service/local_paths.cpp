// SPDX-License-Identifier: Apache-2.0
#include "agent/service/local_paths.hpp"

#include <algorithm>

namespace diag::service {
namespace {

/// Where a path may begin: not within a word, as in "and/or" or "https://".
bool begins_path(std::string_view sentence, std::size_t at) {
    constexpr std::string_view before = " \t\n\"'`([{<=,;:";
    if (sentence[at] != '/' || at + 1 == sentence.size() || sentence[at + 1] == ' ') return false;
    if (at == 0) return true;
    const bool is_scheme = sentence[at - 1] == ':' && sentence[at + 1] == '/';
    return !is_scheme && before.find(sentence[at - 1]) != before.npos;
}

/// As the system's errors are told, a path ends where ": " follows it, whatever spaces it has. Else
/// at a space, if no word of the same part has a slash behind that.
std::size_t end_of_path(std::string_view rest) {
    std::size_t part = rest.find_first_of("\"'`)]}>\n");
    for (const std::string_view border : {": ", ", ", "; "})
        part = std::min(part, rest.find(border));
    part = std::min(part, rest.size());
    if (rest.substr(part).starts_with(": ")) return part;
    const auto last = rest.substr(0, part).rfind('/');
    return std::min(part, rest.find(' ', last));
}

}  // namespace

std::string without_local_paths(std::string_view sentence) {
    std::string text;
    for (std::size_t at = 0; at < sentence.size();) {
        if (!begins_path(sentence, at)) {
            text += sentence[at++];
            continue;
        }
        text += "a local path";
        at += end_of_path(sentence.substr(at));
    }
    return text;
}

}  // namespace diag::service
