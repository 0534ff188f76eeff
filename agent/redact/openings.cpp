// SPDX-License-Identifier: Apache-2.0
// Where the value of a name begins, if the name has one at all.
#include <algorithm>
#include <array>

#include "agent/redact/bytes.hpp"
#include "agent/redact/values.hpp"

namespace diag::redact {
namespace {

constexpr auto npos = std::string_view::npos;
constexpr Table blanks = table_of(" \t", false);
constexpr Table list_blanks = table_of(" \t\r\n,;", false);
constexpr Table tag_bytes = table_of("_-.:", true, true);
constexpr std::size_t tag_limit = 512;
constexpr std::size_t pair_limit = 80;

std::size_t skip_blanks(std::string_view text, std::size_t at) {
    return skip(text, blanks, at, text.size());
}

/// In <... name="password" value="x">, {"name":"password","value":"x"}, or on YAML's next line:
/// where the x begins.
std::optional<std::size_t> paired_value(std::string_view text, std::size_t at) {
    constexpr std::array<std::string_view, 5> words{"value", "val", "content", "text", "data"};
    auto next = skip(text, list_blanks, at, std::min(text.size(), at + pair_limit));
    if (next == at) return {};
    next += quote_at(text, next).length;
    for (const auto word : words) {
        if (!says(text, next, word)) continue;
        auto after = next + word.size();
        after = skip_blanks(text, after + quote_at(text, after).length);
        if (const auto length = separator_length(text, after))
            return skip_blanks(text, after + length);
    }
    return {};
}

/// Whether the name is that of a tag: <password>, <ns:password a="b">, &lt;password&gt;.
bool is_tag(std::string_view text, const Name& name) {
    auto at = name.from - std::min<std::size_t>(name.from - name.run_from, 64);
    while (at > 0 && name.from - at < 64 && in(tag_bytes, text[at - 1])) --at;
    return (at > 0 && text[at - 1] == '<') || (at > 3 && says(text, at - 4, "&lt;"));
}

std::optional<Opening> in_tag(std::string_view text, std::size_t at) {
    const auto bound = line_end(text, at, tag_limit);
    for (; at < bound; ++at) {
        if (text[at] == '>' && text[at - 1] == '/') return {};
        if (text[at] == '>') return Opening{at + 1, Form::element, {}, false, '>'};
        if (says(text, at, "&gt;")) return Opening{at + 4, Form::element, {}, false, '>'};
        if (text[at] == ' ')
            if (const auto value = paired_value(text, at))
                return Opening{*value, Form::assigned, {}, false, '='};
    }
    return {};
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
    const auto from = line_start(text, name.from, 128);
    if (text.substr(from, name.from - from).find("login ") != npos) return true;
    const auto floor = name.from > 128 ? name.from - 128 : 0;
    const auto above = text.substr(floor, name.from - floor);
    const auto machine = above.rfind("machine ");
    return machine != npos && above.find("login ", machine) != npos;
}

/// <key>password</key> <string>x</string>: after the end of the tag that holds the name.
std::optional<Opening> next_element(std::string_view text, std::size_t at) {
    if (!says(text, at, "</key>") && !says(text, at, "</name>")) return {};
    const auto bound = std::min(text.size(), at + pair_limit);
    const auto tag = skip(text, spaces, std::min(text.find('>', at) + 1, bound), bound);
    if (byte_at(text, tag) != '<') return {};
    const auto close = text.substr(0, bound).find('>', tag);
    if (close == npos) return {};
    return Opening{close + 1, Form::element, {}, false, '>'};
}

/// "ENV DB_PASSWORD x" of a Dockerfile, and "setenv".
bool is_docker_line(std::string_view text, const Name& name) {
    const auto before = text.substr(0, name.from);
    return before.ends_with("ENV ") || before.ends_with("setenv ") || before.ends_with("SetEnv ");
}

/// Past what stands between a name and a quotation: "password was changed to 'x'".
std::size_t past_verbs(std::string_view text, std::size_t at) {
    constexpr std::array<std::string_view, 10> verbs{
        "to ", "is ", "was ", "with ", "has ", "been ", "changed ", "set ", "updated ", "now "};
    for (int count = 0; count < 4; ++count) {
        const auto verb = std::find_if(verbs.begin(), verbs.end(),
                                       [&](std::string_view each) { return says(text, at, each); });
        if (verb == verbs.end()) break;
        at = skip_blanks(text, at + verb->size());
    }
    return at;
}

/// "New password for anna: x": where the x begins.
std::optional<std::size_t> value_for(std::string_view text, std::size_t at) {
    if (!says(text, at, "for ")) return {};
    const auto end = skip(text, name_bytes, at + 4, std::min(text.size(), at + 68));
    if (end == at + 4 || !says(text, end, ": ")) return {};
    const auto value = skip_blanks(text, end + 1);
    if (value >= text.size() || in(spaces, text[value])) return {};
    return value;
}

/// Whether the name is of a password, after which a value may stand with nothing between.
bool names_password(std::string_view text, const Name& name) {
    constexpr std::array<std::string_view, 7> words{
        "passw", "passphrase", "pwd", "masterauth", "kennwort", "senha", "contrase"};
    if (says(text, name.word_from, "pass") && name.from < name.word_from) return true;
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return says(text, name.word_from, word); });
}

/// "password Hunter2x", "password 7 0822455D0A16": a word that mixes letters and digits.
std::optional<std::size_t> bare_value(std::string_view text, std::size_t at) {
    if (byte_at(text, at) == '(') ++at;
    if (in(digits, byte_at(text, at)) && byte_at(text, at + 1) == ' ') at += 2;
    const auto bound = line_end(text, at, 64);
    auto end = at;
    bool letter = false, digit = false;
    for (; end < bound && !in(spaces, text[end]) && quote_at(text, end).length == 0; ++end) {
        digit = digit || in(digits, text[end]);
        letter = letter || (in(alphanumerics, text[end]) && !in(digits, text[end]));
    }
    if (end - at < 6 || !letter || !digit) return {};
    return at;
}

/// Four to eight digits and nothing more, as codes sent to telephones have.
bool is_short_number(std::string_view text, std::size_t at) {
    const auto end = skip(text, digits, at, std::min(text.size(), at + 9));
    return end >= at + 4 && end <= at + 8 && !in(word_bytes, byte_at(text, end));
}

}  // namespace

std::size_t separator_length(std::string_view text, std::size_t at) {
    const char first = byte_at(text, at), second = byte_at(text, at + 1);
    if (first == ':') {
        if (second == ':' || (second == '/' && byte_at(text, at + 2) == '/')) return 0;
        return second == '=' ? 2 : 1;
    }
    if (first == '=') {
        if (second == '=') return byte_at(text, at + 2) == '=' ? 3 : 2;
        return second == '>' ? 2 : 1;
    }
    if (says(text, at, "%3d") || says(text, at, "%3a")) return 3;
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
    if (const auto next = next_element(text, name.to)) return next;
    if (is_tag(text, name)) return in_tag(text, name.to);
    const auto quote = quote_at(text, name.to);
    auto after = name.to + quote.length;
    if (quote.length != 0 && (byte_at(text, after) == '>' || says(text, after, "&gt;")))
        return Opening{after + (text[after] == '>' ? 1 : 4), Form::element, quote, false, '>'};
    if (byte_at(text, after) == ']') ++after;
    const auto next = skip_blanks(text, after);
    if (const auto length = separator_length(text, next)) {
        const auto at = skip_blanks(text, next + length);
        return Opening{at, Form::assigned, quote, next > after || at > next + length, text[next]};
    }
    if (const auto value = paired_value(text, after))
        return Opening{*value, Form::assigned, quote, true, '='};
    if (const auto option = as_option(text, name, after, next)) return option;
    if (quote.length == 0 && next > after && follows_login(text, name) &&
        !in(spaces, byte_at(text, next)))
        return Opening{next, Form::argument, {}, false, ' '};
    if (quote.length == 0 && next > after && !in(spaces, byte_at(text, next)) &&
        is_docker_line(text, name))
        return Opening{next, Form::argument, {}, false, ' '};
    auto call = byte_at(text, next) == '(' ? next + 1 : next;
    call = past_verbs(text, call);
    if (const auto value = value_for(text, next))
        return Opening{*value, Form::assigned, {}, true, ':'};
    if (next > after && names_password(text, name))
        if (const auto value = bare_value(text, next))
            return Opening{*value, Form::argument, {}, false, ' '};
    if (call > next + 1 && is_short_number(text, call))
        return Opening{call, Form::argument, {}, false, ' '};
    if (quote.length == 0 && (call > after) && quote_at(text, call).length != 0)
        return Opening{call, Form::quotation, {}, false, ' '};
    return {};
}

}  // namespace diag::redact
