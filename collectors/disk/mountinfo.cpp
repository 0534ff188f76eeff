// SPDX-License-Identifier: Apache-2.0
#include "collectors/disk/mountinfo.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "platform/text.hpp"

namespace diag::disk {
namespace {

bool is_octal(char c) { return c >= '0' && c <= '7'; }

/// Fields of a line of mountinfo: six fixed ones, any number of tags, "-", three more (proc(5)).
std::optional<Mount> parse_line(std::string_view line) {
    const auto words = words_of(line);
    const auto dash =
        std::find(words.begin() + std::min<std::ptrdiff_t>(6, std::ssize(words)), words.end(), "-");
    if (words.end() - dash < 3) return {};
    const auto id = natural(words[0]);
    if (!id) return {};
    Mount mount;
    mount.id = *id;
    mount.device = words[2];
    mount.root = unescaped(words[3]);
    mount.point = unescaped(words[4]);
    mount.options = words[5];
    mount.type = dash[1];
    mount.source = unescaped(dash[2]);
    // An empty source leaves two spaces, which read as one field fewer.
    if (words.end() - dash > 3)
        mount.super_options = dash[3];
    else
        mount.super_options = std::exchange(mount.source, {});
    return mount.point.starts_with('/') ? std::optional{std::move(mount)} : std::nullopt;
}

}  // namespace

std::string unescaped(std::string_view field) {
    std::string text;
    text.reserve(field.size());
    for (std::size_t at = 0; at < field.size(); ++at) {
        const auto digits = field.substr(at + 1, 3);
        if (field[at] == '\\' && digits.size() == 3 && std::ranges::all_of(digits, is_octal)) {
            const int code = (digits[0] - '0') * 64 + (digits[1] - '0') * 8 + (digits[2] - '0');
            text += static_cast<char>(code);
            at += 3;
        } else {
            text += field[at];
        }
    }
    return text;
}

std::vector<Mount> parse_mountinfo(std::string_view text) {
    std::vector<Mount> mounts;
    for (const auto line : lines_of(text))
        if (auto mount = parse_line(line)) mounts.push_back(std::move(*mount));
    return mounts;
}

bool has_option(std::string_view options, std::string_view word) {
    const auto parts = parts_of(options, ',');
    return std::ranges::find(parts, word) != parts.end();
}

bool lies_below(std::string_view path, std::string_view directory) {
    if (directory == "/") return path.starts_with('/');
    return path.starts_with(directory) &&
           (path.size() == directory.size() || path[directory.size()] == '/');
}

std::vector<Wanted> parse_fstab(std::string_view text) {
    std::vector<Wanted> wanted;
    for (const auto line : lines_of(text)) {
        const auto words = words_of(line);
        if (words.size() < 3 || words[0].starts_with('#') || !words[1].starts_with('/')) continue;
        const auto options = words.size() > 3 ? words[3] : std::string_view{"defaults"};
        if (words[2] == "swap" || has_option(options, "noauto")) continue;
        wanted.push_back({unescaped(words[0]), unescaped(words[1]), std::string(words[2]),
                          std::string(options)});
    }
    return wanted;
}

const Mount* mount_of(const std::vector<Mount>& mounts, std::string_view path) {
    const Mount* best = nullptr;
    for (const auto& mount : mounts)
        if (lies_below(path, mount.point) && (!best || mount.point.size() >= best->point.size()))
            best = &mount;
    return best;
}

}  // namespace diag::disk
