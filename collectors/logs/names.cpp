// SPDX-License-Identifier: Apache-2.0
#include "collectors/logs/names.hpp"

#include <algorithm>
#include <array>

#include "platform/text.hpp"

namespace diag::logs {
namespace {

constexpr std::array<std::string_view, 5> log_endings{"log", "out", "err", "stdout", "stderr"};
constexpr std::array<std::string_view, 6> packed_endings{"zip", "bz2", "xz", "zst", "7z", "lz4"};
constexpr std::array<std::string_view, 38> personal_endings{
    "jpg", "jpeg",  "png", "gif",  "bmp",  "webp", "tif", "tiff",  "heic",   "mp4",
    "avi", "mkv",   "mov", "ts",   "h264", "jar",  "war", "class", "so",     "exe",
    "dll", "hprof", "jfr", "core", "dmp",  "bson", "wt",  "db",    "sqlite", "jks",
    "p12", "pfx",   "pem", "key",  "crt",  "der",  "tar", "tgz"};

template <std::size_t size>
bool among(const std::array<std::string_view, size>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// Whether `.log` or one of its like is one of the name's parts; rotation may have appended more,
/// also with a dash: "messages.log-20261122".
bool has_log_part(std::string_view name) {
    const auto parts = parts_of(name, '.');
    for (std::size_t i = 1; i < parts.size(); ++i)
        if (among(log_endings, parts[i].substr(0, parts[i].find_first_of("-_")))) return true;
    return false;
}

}  // namespace

NameKind kind_of_name(std::string_view name) {
    const auto all = lowered(name);
    const auto dot = all.rfind('.');
    const auto ending =
        dot == std::string::npos ? std::string_view{} : std::string_view(all).substr(dot + 1);
    if (among(personal_endings, ending)) return NameKind::personal;
    const auto body = std::string_view(all).substr(0, dot);
    if (ending == "gz")
        return body.ends_with(".tar") ? NameKind::personal
               : has_log_part(body)   ? NameKind::gzip
                                      : NameKind::other;
    if (!has_log_part(all)) return NameKind::other;
    return among(packed_endings, ending) ? NameKind::packed : NameKind::log;
}

std::string_view stream_of_name(std::string_view name) {
    auto stem = name.substr(0, name.find('.'));
    const auto last = stem.find_last_not_of("0123456789-_");
    return last == std::string_view::npos ? stem : stem.substr(0, last + 1);
}

bool fits_glob(std::string_view name, std::string_view pattern) {
    std::size_t at = 0;
    std::size_t in_pattern = 0;
    std::size_t star = std::string_view::npos;
    std::size_t resume = 0;
    while (at < name.size()) {
        if (in_pattern < pattern.size() && pattern[in_pattern] == '*') {
            star = in_pattern++;
            resume = at;
        } else if (in_pattern < pattern.size() && pattern[in_pattern] == name[at]) {
            ++at, ++in_pattern;
        } else if (star != std::string_view::npos) {
            in_pattern = star + 1;
            at = ++resume;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', in_pattern) == std::string_view::npos;
}

std::string_view last_part(std::string_view path) {
    const auto slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string_view parent_of(std::string_view path) {
    const auto slash = path.rfind('/');
    if (slash == std::string_view::npos) return {};
    return slash == 0 ? path.substr(0, 1) : path.substr(0, slash);
}

bool lies_below(std::string_view path, std::string_view directory) {
    if (directory == "/") return path.starts_with('/');
    return path.starts_with(directory) &&
           (path.size() == directory.size() || path[directory.size()] == '/');
}

bool has_part(std::string_view path, std::string_view name) {
    const auto parts = parts_of(path, '/');
    return std::find(parts.begin(), parts.end(), name) != parts.end();
}

}  // namespace diag::logs
