// SPDX-License-Identifier: Apache-2.0
// Values that prose and commands give with no separator: "password for anna is x", "password 7 x",
// "PIN is 4711", "password was changed to 'x'".
#include "agent/redact/sentences.hpp"

#include <algorithm>
#include <array>

#include "agent/redact/bytes.hpp"

namespace diag::redact {
namespace {

/// Words between a name and its value; after those that equate, a value needs no quotes.
struct Verb {
    std::string_view words;
    bool equates = false;
};
constexpr std::array<Verb, 28> verbs{{{"to ", true},
                                      {"string "},
                                      {"is ", true},
                                      {"was "},
                                      {"with "},
                                      {"has "},
                                      {"been "},
                                      {"changed "},
                                      {"set "},
                                      {"updated "},
                                      {"now "},
                                      {"reset "},
                                      {"ha sido "},
                                      {"fue "},
                                      {"foi "},
                                      {"cambiada "},
                                      {"alterada "},
                                      {"definida "},
                                      {"wurde "},
                                      {"ge\xc3\xa4ndert "},
                                      {"a "},
                                      {"para "},
                                      {"auf "},
                                      {"es ", true},
                                      {"ist ", true},
                                      {"lautet ", true},
                                      {"ser\xc3\xa1 ", true},
                                      {"\xc3\xa9 ", true}}};

struct Said {
    std::size_t at = 0;
    bool equates = false;
    bool colon = false;  ///< "set to: x"
};

Said past_verbs(std::string_view text, std::size_t at) {
    static constexpr Table firsts = table_of("tiswhbcunelrfadgpTISWHBCUNELRFADGP\xc3", false);
    Said said{at};
    for (int count = 0; count < 4 && in(firsts, byte_at(text, said.at)); ++count) {
        const auto verb = std::find_if(verbs.begin(), verbs.end(), [&](const Verb& each) {
            const auto stem = each.words.substr(0, each.words.size() - 1);
            const char after = byte_at(text, said.at + stem.size());
            return (after == ' ' || after == ':') && says(text, said.at, stem);
        });
        if (verb == verbs.end()) break;
        const auto end = said.at + verb->words.size();
        said = {skip_blanks(text, end), said.equates || verb->equates, text[end - 1] == ':'};
        if (said.colon) break;
    }
    return said;
}

bool ends_with(std::string_view text, std::string_view words) {
    return text.size() >= words.size() && says(text, text.size() - words.size(), words);
}

/// "user anna pass x": a word of its own that other sentences hold too.
bool follows_user(std::string_view text, const Name& name) {
    const auto from = line_start(text, name.from, 64);
    const auto before = text.substr(from, name.from - from);
    for (std::size_t at = 0; at < before.size(); ++at)
        if (says(before, at, "user") || says(before, at, "login")) return true;
    return false;
}

/// "varchar(255)" of a table, "sha256-hashed", "2026-11-02T10:00".
bool is_of_prose(std::string_view word) {
    constexpr std::array<std::string_view, 8> algorithms{"sha-",   "sha1", "sha2",   "sha5",
                                                         "bcrypt", "md5",  "pbkdf2", "base64"};
    for (const auto algorithm : algorithms)
        if (says(word, 0, algorithm)) return true;
    const auto letters = skip(word, alphanumerics, 0, word.size());
    const auto number = skip(word, digits, letters + 1, word.size());
    if (byte_at(word, letters) == '(' && number > letters + 1 && byte_at(word, number) == ')')
        return true;
    return skip(word, digits, 0, word.size()) == 4 && byte_at(word, 4) == '-' &&
           in(digits, byte_at(word, 5));
}

/// "MFA secret JBSWY3DPEHPK3PXP": letters and digits alone, as of a seed. Behind what is called
/// one, base32 (RFC 4648 6) needs no digit.
std::optional<std::size_t> seed_value(std::string_view text, const Name& name, std::size_t at) {
    static constexpr Table base32 = table_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", false);
    const auto word = text.substr(name.word_from, name.word_to - name.word_from);
    const bool of_seed = says(word, 0, "totp") || ends_with(word, "seed");
    if (!of_seed && !says(word, 0, "secret")) return {};
    constexpr std::size_t least = 16;
    const auto end = skip(text, alphanumerics, at, std::min(text.size(), at + 129));
    if (end - at < least || in(name_bytes, byte_at(text, end))) return {};
    if (of_seed && skip(text, base32, at, end) == end) return at;
    return bare_value(text, at);
}

/// Whether the name is that of a setting whose value is the rest of its line, whatever it is: of
/// slapd, nslcd, pam_ldap, Apache, Redis, keepalived and interfaces(5).
bool is_setting(std::string_view text, const Name& name) {
    constexpr std::array<std::string_view, 11> settings{
        "bindpw",     "rootpw",    "rootbindpw",           "adminpw", "userpw",      "requirepass",
        "masterauth", "auth_pass", "authldapbindpassword", "wpa-psk", "wireless-key"};
    const auto whole = text.substr(name.from, name.to - name.from);
    return std::any_of(settings.begin(), settings.end(),
                       [&](std::string_view each) { return same_words(whole, each); }) &&
           begins_line(text, name.from);
}

/// Four to eight digits and nothing more, as codes sent to telephones have.
bool is_short_number(std::string_view text, std::size_t at) {
    const auto end = skip(text, digits, at, std::min(text.size(), at + 9));
    const bool goes_on =
        std::string_view("-.:/").find(byte_at(text, end)) != std::string_view::npos &&
        in(digits, byte_at(text, end + 1));  // a date or a version
    return end >= at + 4 && end <= at + 8 && !in(word_bytes, byte_at(text, end)) && !goes_on;
}

}  // namespace

bool names_password(std::string_view text, const Name& name) {
    constexpr std::array<std::string_view, 12> words{
        "passw",    "passphrase", "pwd",    "masterauth", "kennwort", "senha",
        "contrase", "communit",   "bindpw", "rootpw",     "adminpw",  "userpw"};
    // nginx: where a request is passed to.
    constexpr std::array<std::string_view, 6> servers{"proxy_", "fastcgi_", "uwsgi_",
                                                      "scgi_",  "grpc_",    "memcached_"};
    if (name.to == name.word_to &&
        ends_with(text.substr(name.word_from, name.to - name.word_from), "pass")) {
        const auto before = text.substr(name.from, name.word_from - name.from);
        if (before.empty()) return follows_user(text, name);
        return std::none_of(servers.begin(), servers.end(),
                            [&](auto server) { return same_words(before, server); });
    }
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return says(text, name.word_from, word); });
}

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
    if (end - at < 6 || !letter || !digit || is_of_prose(text.substr(at, end - at))) return {};
    return at;
}

std::optional<Opening> opening_in_prose(std::string_view text, const Name& name,
                                        std::size_t after) {
    const auto next = skip_blanks(text, after);
    if (next == after && byte_at(text, next) != '(') return {};
    if (next > after && next < text.size() && !in(spaces, text[next]) && is_setting(text, name) &&
        !begins_sentence(text.substr(next, 16)))
        return Opening{next, Form::assigned, {}, true, ' '};
    if (const auto value = value_for(text, name, next))
        return Opening{*value, Form::assigned, {}, true, ':'};
    if (const auto value = behind_arrow(text, name, next))
        return Opening{*value, Form::argument, {}, false, ' '};
    const bool parted = next > after;
    const auto said = past_verbs(text, byte_at(text, next) == '(' ? next + 1 : next);
    if (parted && said.colon) {
        const auto value = told_value(text, name, said.at);
        return value ? std::optional(Opening{*value, Form::assigned, {}, true, ':'}) : std::nullopt;
    }
    if (parted && names_password(text, name))
        if (const auto value = bare_value(text, said.equates ? said.at : next))
            return Opening{*value, Form::argument, {}, false, ' '};
    if (parted)
        if (const auto value = seed_value(text, name, said.at))
            return Opening{*value, Form::argument, {}, false, ' '};
    const bool of_code =
        ends_with(text.substr(name.word_from, name.word_to - name.word_from), "code");
    if ((said.at > next + 1 || (parted && of_code)) && is_short_number(text, said.at))
        return Opening{said.at, Form::argument, {}, false, ' '};
    if (after == name.to && said.at > after && quote_at(text, said.at).length != 0)
        return Opening{said.at, Form::quotation, {}, false, ' '};
    return {};
}

}  // namespace diag::redact
