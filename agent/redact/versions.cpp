// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/versions.hpp"

#include <string.h>

#include <algorithm>
#include <array>
#include <optional>

#include "agent/redact/bytes.hpp"

namespace diag::redact {
namespace {

constexpr Table quad_bytes = table_of("0123456789.", false);

/// Product names whose versions have four parts.
constexpr std::array<std::string_view, 6> products{"chrome/", "chromium/", "edg/",
                                                   "edge/",   "opr/",      "firefox/"};
/// Words before a number that make it a version.
constexpr std::array<std::string_view, 6> version_words{"version", "ver", "release",
                                                        "build",   "rev", "revision"};
constexpr std::array<std::string_view, 4> architectures{"amd64", "i386", "arm64", "armhf"};
constexpr std::array<std::string_view, 9> file_suffixes{".jar", ".war", ".tar", ".deb", ".rpm",
                                                        ".zip", ".dll", ".exe", ".whl"};

/// Compares from the end, as what does not fit differs there.
bool ends_with_words(std::string_view text, std::string_view words) {
    if (text.size() < words.size()) return false;
    for (std::size_t i = 1; i <= words.size(); ++i)
        if (lower(text[text.size() - i]) != words[words.size() - i]) return false;
    return true;
}

/// Whether a word of ours stands before `before`'s end, as a word of its own.
bool hints_at_version(std::string_view before) {
    static constexpr Table between = table_of(" :=\"'(-_", false);
    static constexpr Table last_letters = table_of("denrvDENRV", false);
    while (!before.empty() && in(between, before.back())) before.remove_suffix(1);
    if (before.empty() || !in(last_letters, before.back())) return false;
    for (const auto word : version_words)
        if (ends_with_words(before, word)) {
            const auto left = before.size() - word.size();
            if (left == 0 || !in(alphanumerics, before[left - 1])) return true;
            // "implementationVersion", "fileVersion", "java_version"
            if (word == "version") return true;
        }
    return false;
}

/// As text.rfind(c), which looks at one byte at a time.
std::size_t last_of(std::string_view text, char c) {
    const auto* found = static_cast<const char*>(::memrchr(text.data(), c, text.size()));
    return found == nullptr ? std::string_view::npos
                            : static_cast<std::size_t>(found - text.data());
}

/// What stands before `at` in its line, as far as it matters.
std::string_view line_before(std::string_view text, std::size_t at) {
    constexpr std::size_t longest = 160;
    const auto from = at > longest ? at - longest : 0;
    const auto before = text.substr(from, at - from);
    return before.substr(last_of(before, '\n') + 1);
}

/// Behind the last "name:arch" of `before`, which is how dpkg and apt call a package.
std::optional<std::string_view> behind_package(std::string_view before) {
    for (auto colon = last_of(before, ':'); colon != 0 && colon != std::string_view::npos;
         colon = last_of(before.substr(0, colon), ':')) {
        if (!in(alphanumerics, before[colon - 1])) continue;
        for (const auto arch : architectures) {
            const auto end = colon + 1 + arch.size();
            if (says(before, colon + 1, arch) && byte_at(before, end) == ' ')
                return before.substr(end);
        }
    }
    return {};
}

/// Whether between a package and a version stands nothing or another version.
bool only_version(std::string_view between) {
    std::size_t words = 0;
    for (std::size_t at = 0; at < between.size(); ++at) {
        if (between[at] == ' ' || between[at] == '(') continue;
        const auto end = std::min(between.find(' ', at), between.size());
        const auto word = between.substr(at, end - at);
        if (word != "<none>" && !in(digits, word.front())) return false;
        ++words;
        at = end;
    }
    return words < 2;
}

/// "254.120.177.53-1", "1.2.3.4+deb12u1", "1.2.3.4~rc1": as Debian goes on from a version. With a
/// number alone, "10.0.0.4-1", it takes a package in the same line: threads are named so too.
bool is_package_version(std::string_view text, std::size_t from, std::size_t to) {
    const char mark = byte_at(text, to);
    const bool begins = from == 0 || text[from - 1] == ' ' || text[from - 1] == '(';
    if (!begins || mark == ':' || mark == '/') return false;
    if (mark == '+' || mark == '~') return in(alphanumerics, byte_at(text, to + 1));
    const auto behind = behind_package(line_before(text, from));
    if (!behind) return false;
    if (mark != '-')  // its versions follow the package at once: at most one stands between
        return only_version(*behind);
    const auto next = skip(text, quad_bytes, to + 1, std::min(text.size(), to + 20));
    const auto dots = std::count(text.begin() + static_cast<std::ptrdiff_t>(to),
                                 text.begin() + static_cast<std::ptrdiff_t>(next), '.');
    return next > to + 1 && dots < 3 && byte_at(text, next) != ':' && byte_at(text, next) != '/';
}

bool is_product(std::string_view before) {
    static constexpr Table last_letters = table_of("egmrxEGMRX", false);
    if (before.size() < 2 || !in(last_letters, before[before.size() - 2])) return false;
    return std::any_of(products.begin(), products.end(),
                       [&](std::string_view product) { return ends_with_words(before, product); });
}

bool has_file_suffix(std::string_view text, std::size_t to) {
    if (byte_at(text, to) != '.') return false;
    return std::any_of(file_suffixes.begin(), file_suffixes.end(),
                       [&](std::string_view suffix) { return says(text, to, suffix); });
}

}  // namespace

bool is_version(std::string_view text, std::size_t from, std::size_t to) {
    const auto before = text.substr(from > 24 ? from - 24 : 0, std::min<std::size_t>(from, 24));
    const char last = before.empty() ? '\0' : before.back();
    if (last == '/') return is_product(before) || has_file_suffix(text, to);
    if (ends_with_words(before, ".so.")) return true;
    if (is_package_version(text, from, to)) return true;
    if (lower(last) == 'v' && (before.size() == 1 || !in(word_bytes, before[before.size() - 2])))
        return true;
    return has_file_suffix(text, to) || hints_at_version(before);
}

}  // namespace diag::redact
