// SPDX-License-Identifier: Apache-2.0
#include "collectors/nfs/target.hpp"
#include "platform/text.hpp"

namespace diag::nfs {
namespace {

std::string_view without_comment(std::string_view line) {
    line = trimmed(line);
    return line.starts_with('#') || line.starts_with('+') ? std::string_view{} : line;
}

/// "-fstype=nfs4,rw" or "fstype=..." without the dash.
std::string_view options_of(std::string_view word) { return word.substr(1); }

}  // namespace

std::vector<AutofsMap> parse_auto_master(std::string_view text) {
    std::vector<AutofsMap> maps;
    for (const auto line : lines_of(text)) {
        const auto words = words_of(without_comment(line));
        if (words.size() < 2 || !words[0].starts_with('/')) continue;
        auto file = words[1];
        if (file.starts_with("file:")) file.remove_prefix(5);
        if (file.starts_with('/')) maps.push_back({std::string(words[0]), std::string(file)});
    }
    return maps;
}

std::vector<disk::Wanted> parse_autofs_map(std::string_view text, std::string_view folder) {
    std::vector<disk::Wanted> wanted;
    for (const auto line : lines_of(text)) {
        const auto words = words_of(without_comment(line));
        if (words.size() < 2 || words.size() > 3 || words[0].starts_with('*')) continue;
        const bool direct = words[0].starts_with('/');
        if (direct != (folder == "/-")) continue;
        const bool told = words[1].starts_with('-');
        if (told != (words.size() == 3)) continue;
        const auto options = told ? options_of(words[1]) : std::string_view{};
        disk::Wanted entry;
        entry.source = words.back();
        if (entry.source.starts_with("://")) entry.source.erase(0, 1);  // CIFS: "://server/share"
        entry.point =
            direct ? std::string(words[0]) : std::string(folder) + "/" + std::string(words[0]);
        entry.type = option_value(options, "fstype").value_or("nfs");
        entry.options = options;
        wanted.push_back(std::move(entry));
    }
    return wanted;
}

}  // namespace diag::nfs
