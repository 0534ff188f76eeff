// SPDX-License-Identifier: Apache-2.0
// Where the value of a name begins, if the name has one at all.
#include <algorithm>
#include <array>

#include "agent/redact/beside.hpp"
#include "agent/redact/bytes.hpp"
#include "agent/redact/values.hpp"

namespace diag::redact {
namespace {

constexpr auto npos = std::string_view::npos;
constexpr Table tag_bytes = table_of("_-.:", true, true);
constexpr std::size_t tag_limit = 512;

/// Whether the name is that of a tag: <password>, <ns:password a="b">, &lt;password&gt;,
/// \u003cpassword\u003e, of which the 'u' and the digits look like the name's.
bool is_tag(std::string_view text, const Name& name) {
    auto at = name.from - std::min<std::size_t>(name.from - name.run_from, 64);
    while (at > 0 && name.from - at < 64 && in(tag_bytes, text[at - 1])) --at;
    if (at > 0 && text[at - 1] == '\\') return says(text, at, "u003c");
    return (at > 0 && text[at - 1] == '<') || (at > 3 && says(text, at - 4, "&lt;"));
}

/// The length of what ends a tag at `at`: '>', &gt; or \u003e; 0: none of them.
std::size_t tag_end_length(std::string_view text, std::size_t at) {
    if (byte_at(text, at) == '>') return 1;
    if (says(text, at, "&gt;")) return 4;
    return says(text, at, "\\u003e") ? 6 : 0;
}

std::optional<Opening> in_tag(std::string_view text, std::size_t at) {
    const auto bound = line_end(text, at, tag_limit);
    for (; at < bound; ++at) {
        if (const auto length = tag_end_length(text, at); length != 0) {
            if (text[at - 1] == '/') return {};
            return Opening{at + length, Form::element, {}, false, '>'};
        }
        if (text[at] == ' ')
            if (const auto value = paired_attribute(text, at))
                return Opening{*value, Form::assigned, {}, false, '='};
    }
    return {};
}

/// Whether the name is what a tag calls its text: <setting name="password" type="string">x<.
bool names_setting(std::string_view text, const Name& name, const Quote& quote) {
    if (quote.length == 0 || name.from < quote.length + 4) return false;
    if (byte_at(text, name.to + quote.length) != ' ') return false;
    const auto from = line_start(text, name.from, 96);
    auto before = text.substr(from, name.from - quote.length - from);
    const auto open = before.rfind('<');
    if (open == npos || before.find('>', open) != npos) return false;
    return before.ends_with("name=") || before.ends_with("key=");
}

/// "--password x", ["--password", "x"], and the NULs of /proc/self/cmdline.
std::optional<Opening> as_option(std::string_view text, const Name& name, std::size_t after,
                                 std::size_t next) {
    if (text[name.from] != '-' || name.from == name.word_from) return {};
    if (byte_at(text, after) == '\0' && after < text.size())
        return Opening{after + 1, Form::argument, {}, false, ' '};
    if (byte_at(text, next) == ',') next = skip_blanks(text, next + 1);
    if (next == after || next >= text.size() || text[next] == '-' || in(spaces, text[next]))
        return {};
    return Opening{next, Form::argument, {}, false, ' '};
}

/// "machine x login y password z", as in .netrc.
bool follows_login(std::string_view text, const Name& name) {
    if (name.from == 0 || !in(spaces, text[name.from - 1])) return false;
    const auto from = line_start(text, name.from, 128);
    if (text.substr(from, name.from - from).find("login ") != npos) return true;
    const auto floor = name.from > 128 ? name.from - 128 : 0;
    const auto above = text.substr(floor, name.from - floor);
    const auto machine = above.rfind("machine ");
    return machine != npos && above.find("login ", machine) != npos;
}

/// Commands after which a name and its value stand as words: a Dockerfile's "ENV DB_PASSWORD x",
/// "proxy_set_header X-Api-Key x" of nginx, "CONFIG SET requirepass x" of Redis.
bool follows_command(std::string_view text, const Name& name) {
    constexpr std::array<std::string_view, 10> commands{
        "ENV ",    "setenv ",     "SetEnv ",     "add_header ", "set_header ",
        "_param ", "Header set ", "Header add ", "CONFIG SET ", "config set "};
    const auto before = text.substr(0, name.from);
    return std::any_of(commands.begin(), commands.end(),
                       [&](std::string_view command) { return before.ends_with(command); });
}

/// "REG_SZ x" of reg.exe and "-Value x" of PowerShell behind a name: where the x begins.
std::size_t past_type(std::string_view text, std::size_t at) {
    for (const std::string_view word : {"reg_sz ", "reg_expand_sz ", "/t reg_sz /d ", "-value "})
        if (says(text, at, word)) return skip_blanks(text, at + word.size());
    return at;
}

}  // namespace

bool is_base64_separator(std::string_view text, std::size_t at) {
    if (byte_at(text, at + 2) != ' ') return false;
    const auto from = skip_blanks(text, at + 2);
    const auto end = skip(text, base64_only, from, std::min(text.size(), from + value_limit));
    const char after = byte_at(text, end);
    // "std:: next" is none: letters in lower case alone are words.
    static constexpr Table letters = table_of("abcdefghijklmnopqrstuvwxyz", false);
    return skip(text, letters, from + 1, end) < end && (end - from) % 4 == 0 &&
           (after == '\0' || in(spaces, after));
}

std::size_t separator_length(std::string_view text, std::size_t at) {
    const char first = byte_at(text, at), second = byte_at(text, at + 1);
    if (first == ':') {
        if (second == ':') return is_base64_separator(text, at) ? 2 : 0;
        if (second == '/' && byte_at(text, at + 2) == '/') return 0;
        return second == '=' ? 2 : 1;
    }
    if (first == '=') {
        if (second == '=') return byte_at(text, at + 2) == '=' ? 3 : 2;
        return second == '>' ? 2 : 1;
    }
    if (says(text, at, "%3d") || says(text, at, "%3a")) return 3;
    if (says(text, at, "%253d") || says(text, at, "%253a")) return 5;
    if (says(text, at, "\\u003d")) return 6;
    return 0;
}

bool name_follows(std::string_view text, std::size_t at) {
    if (says(text, at, "amp;")) at += 4;
    at = skip_blanks(text, at);
    const auto end = skip(text, name_bytes, at, std::min(text.size(), at + 64));
    if (end == at) return false;
    const char after = byte_at(text, end);
    return (after == '=' || after == ':') && separator_length(text, end) != 0;
}

std::optional<Opening> opening_after(std::string_view text, const Name& name) {
    if (const auto next = next_element(text, name)) return next;
    if (is_tag(text, name)) return in_tag(text, name.to);
    const auto quote = closing_quote_at(text, name);
    auto after = name.to + quote.length;
    if (const auto length = tag_end_length(text, after); quote.length != 0 && length != 0)
        return Opening{after + length, Form::element, quote, false, '>'};
    if (byte_at(text, after) == ']') ++after;
    const auto next = skip_blanks(text, after);
    if (const auto length = separator_length(text, next)) {
        const auto at = skip_blanks(text, next + length);
        return Opening{at, Form::assigned, quote, next > after || at > next + length, text[next]};
    }
    if (names_setting(text, name, quote))
        if (const auto element = in_tag(text, after)) return element;
    if (const auto value = paired_value(text, name, after, quote.length != 0))
        return Opening{*value, Form::assigned, quote, true, '='};
    if (const auto value = listed_value(text, name, quote))
        return Opening{*value, Form::assigned, quote, true, ','};
    if (const auto option = as_option(text, name, after, next)) return option;
    if (quote.length == 0 && next > after && follows_login(text, name) &&
        !in(spaces, byte_at(text, next)))
        return Opening{next, Form::argument, {}, false, ' '};
    if (const auto value = past_type(text, next); value > next && value < text.size())
        return Opening{value, Form::argument, {}, false, ' '};
    if (quote.length == 0 && next > after && follows_command(text, name) &&
        !in(spaces, byte_at(text, next)) && byte_at(text, next) != '$')
        return Opening{next, Form::argument, {}, false, ' '};
    return opening_in_prose(text, name, after);
}

}  // namespace diag::redact
