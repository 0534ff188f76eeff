// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/versions.hpp"

#include <string.h>

#include <algorithm>
#include <array>
#include <optional>

#include "agent/redact/addresses.hpp"
#include "agent/redact/bytes.hpp"
#include "agent/redact/subnets.hpp"

namespace diag::redact {
namespace {

constexpr Table quad_bytes = table_of("0123456789.", false);

/// Browsers, whose versions have four parts and stand behind a '/'.
constexpr std::array<std::string_view, 6> browsers{"chrome/", "chromium/", "edg/",
                                                   "edge/",   "opr/",      "firefox/"};
/// Products whose version follows their name; none that writes its clients' addresses there.
constexpr std::array<std::string_view, 17> products{
    "safr", "safr-diag", "mongod", "mongodb", "mongosh", "openjdk", "jdk",     "jre",    "java",
    "cuda", "nvidia",    "ffmpeg", "mariadb", "openssl", "chrome",  "firefox", "axis os"};
/// Words before a number that make it a version, whatever number it is.
constexpr std::array<std::string_view, 3> version_words{"version", "ver", "firmware"};
/// The same, but of what could be an address of the site's own: "release 10.1.2.3" of DHCP.
constexpr std::array<std::string_view, 4> release_words{"release", "build", "rev", "revision"};
constexpr std::array<std::string_view, 4> architectures{"amd64", "i386", "arm64", "armhf"};
/// Of programs, which are named by product and version.
constexpr std::array<std::string_view, 7> program_suffixes{".jar", ".war", ".deb", ".rpm",
                                                           ".dll", ".exe", ".whl"};
/// Of what may as well be named by the host it is of.
constexpr std::array<std::string_view, 2> archive_suffixes{".tar", ".zip"};

/// Compares from the end, as what does not fit differs there.
bool ends_with_words(std::string_view text, std::string_view words) {
    if (text.size() < words.size()) return false;
    for (std::size_t i = 1; i <= words.size(); ++i)
        if (lower(text[text.size() - i]) != words[words.size() - i]) return false;
    return true;
}

/// Whether one of `words` ends `before`, as a word of its own or as the end of a name:
/// "implementationVersion", "java_version".
template <std::size_t N>
bool ends_with_any(std::string_view before, const std::array<std::string_view, N>& words) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
        if (!ends_with_words(before, word)) return false;
        const auto left = before.size() - word.size();
        return left == 0 || !in(alphanumerics, before[left - 1]) || word == "version";
    });
}

/// Whether nobody but a site has such an address (RFC 1918, 6598, 3927).
bool is_private(std::string_view quad) { return is_private_subnet(ipv4_of(quad).value_or(0) >> 8); }

/// Whether a word of ours stands before `before`'s end and makes `quad` a version.
bool hints_at_version(std::string_view before, std::string_view quad) {
    static constexpr Table between = table_of(" :=\"'(-_", false);
    static constexpr Table last_letters = table_of("denrvDENRV", false);
    while (!before.empty() && in(between, before.back())) before.remove_suffix(1);
    if (before.empty() || !in(last_letters, before.back())) return false;
    return ends_with_any(before, version_words) ||
           (ends_with_any(before, release_words) && !is_private(quad));
}

/// Whether no part has three digits and two have one: addresses are seldom so short.
bool has_short_parts(std::string_view quad) {
    std::size_t length = 0, single = 0;
    for (std::size_t at = 0; at <= quad.size(); ++at) {
        if (at < quad.size() && quad[at] != '.') {
            ++length;
            continue;
        }
        if (length > 2) return false;
        if (length == 1) ++single;
        length = 0;
    }
    return single >= 2;
}

/// "SAFR 4.2.1.10", "mongod-4.4.29.1".
bool follows_product(std::string_view before, std::string_view quad) {
    static constexpr Table between = table_of(" -_/", false);
    if (before.empty() || !in(between, before.back()) || !has_short_parts(quad)) return false;
    before.remove_suffix(1);
    return ends_with_any(before, products) && !is_private(quad);
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

bool is_browser(std::string_view before) {
    static constexpr Table last_letters = table_of("egmrxEGMRX", false);
    if (before.size() < 2 || !in(last_letters, before[before.size() - 2])) return false;
    return std::any_of(browsers.begin(), browsers.end(),
                       [&](std::string_view browser) { return ends_with_words(before, browser); });
}

template <std::size_t N>
bool says_any(std::string_view text, std::size_t at, const std::array<std::string_view, N>& words) {
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return says(text, at, word); });
}

/// "foo-1.2.3.4.jar", but neither "10.1.2.3.jar" nor "backup-10.1.2.3.tar.gz".
bool is_of_file(std::string_view before, std::string_view text, std::size_t from, std::size_t to) {
    if (byte_at(text, to) != '.') return false;
    const bool named = before.size() > 1 && (before.back() == '-' || before.back() == '_') &&
                       in(alphanumerics, before[before.size() - 2]);
    const bool site_only = is_private(text.substr(from, to - from));
    if (says_any(text, to, program_suffixes)) return named || !site_only;
    return named && !site_only && says_any(text, to, archive_suffixes);
}

}  // namespace

bool is_version(std::string_view text, std::size_t from, std::size_t to) {
    const auto before = text.substr(from > 24 ? from - 24 : 0, std::min<std::size_t>(from, 24));
    const auto quad = text.substr(from, to - from);
    const char last = before.empty() ? '\0' : before.back();
    const bool has_port = byte_at(text, to) == ':' && in(digits, byte_at(text, to + 1));
    if (is_of_file(before, text, from, to)) return true;
    if (!has_port && follows_product(before, quad)) return true;
    if (last == '/') return is_browser(before);
    if (ends_with_words(before, ".so.")) return true;
    if (is_package_version(text, from, to)) return true;
    const bool begins = before.size() == 1 || !in(word_bytes, byte_at(before, before.size() - 2));
    if (lower(last) == 'v' && begins) return true;
    // "version n4.4.2.10", as tags of Git are named
    const bool tagged = in(alphanumerics, last) && begins;
    return hints_at_version(tagged ? before.substr(0, before.size() - 1) : before, quad);
}

}  // namespace diag::redact
