// SPDX-License-Identifier: Apache-2.0
// Programs that take a secret in a short option. Process lists and shell histories are full of
// them.
#include <algorithm>
#include <array>

#include "agent/redact/bytes.hpp"
#include "agent/redact/recognise.hpp"
#include "agent/redact/values.hpp"

namespace diag::redact {
namespace {

constexpr std::size_t reach = 512;  ///< of a command line, in bytes
constexpr Table word_ends = table_of({" \t\r\n\0", 5}, false);
/// What parts words in a list: ["mysql", "-px"], and a0="mysql" a1="-px" of auditd.
constexpr Table list_ends = table_of({" \t\r\n\0\"'", 7}, false);

struct Program {
    std::string_view name;
    std::string_view option;
    bool attached;      ///< -psecret
    bool apart;         ///< -p secret
    char pair = '\0';   ///< user:secret, of which the second half is the secret
    bool file = false;  ///< the first half is a file's name and no user's
};

/// From the manual pages of each. mysql's "-p secret" asks, and names a database.
constexpr std::array<Program, 62> programs{{{"mysql", "-p", true, false},
                                            {"mariadb", "-p", true, false},
                                            {"mongo", "-p", true, true},
                                            {"sshpass", "-p", true, true},
                                            {"redis-cli", "-a", true, true},
                                            {"snmp", "-c", true, true},
                                            {"snmp", "-A", true, true},
                                            {"snmp", "-X", true, true},
                                            {"ldapsearch", "-w", true, true},
                                            {"ldapmodify", "-w", true, true},
                                            {"ldapadd", "-w", true, true},
                                            {"ldapdelete", "-w", true, true},
                                            {"ldappasswd", "-w", true, true},
                                            {"ldappasswd", "-s", true, true},
                                            {"ldapwhoami", "-w", true, true},
                                            {"curl", "-u", true, true, ':'},
                                            {"curl", "-U", true, true, ':'},
                                            {"curl", "--user", false, true, ':'},
                                            {"curl", "--proxy-user", false, true, ':'},
                                            {"curl", "-b", true, true, '='},
                                            {"wget", "--user", false, true, ':'},
                                            {"http", "-a", true, true, ':'},
                                            {"https", "-a", true, true, ':'},
                                            {"smbclient", "-U", true, true, '%'},
                                            {"rpcclient", "-U", true, true, '%'},
                                            {"smbget", "-U", true, true, '%'},
                                            {"sqlcmd", "-P", true, true},
                                            {"bcp", "-P", true, true},
                                            {"osql", "-P", true, true},
                                            {"isql", "-P", true, true},
                                            {"psexec", "-p", false, true},
                                            {"plink", "-pw", false, true},
                                            {"pscp", "-pw", false, true},
                                            {"psftp", "-pw", false, true},
                                            {"putty", "-pw", false, true},
                                            {"schtasks", "/rp", false, true},
                                            {"schtasks", "/p", false, true},
                                            {"xfreerdp", "/p:", true, false},
                                            {"mstsc", "/p:", true, false},
                                            {"winrs", "-p:", true, false},
                                            {"winrs", "/p:", true, false},
                                            {"ipmitool", "-P", true, true},
                                            {"docker login", "-p", true, true},
                                            {"podman login", "-p", true, true},
                                            {"az login", "-p", false, true},
                                            {"useradd", "-p", false, true},
                                            {"usermod", "-p", false, true},
                                            {"zip", "-P", true, true},
                                            {"unzip", "-P", true, true},
                                            {"7z", "-p", true, false},
                                            {"lftp", "-u", true, true, ','},
                                            {"mosquitto", "-P", true, true},
                                            {"vncviewer", "-p", true, true},
                                            {"curl", "--cert", false, true, ':', true},
                                            {"curl", "-E", true, true, ':', true},
                                            {"curl", "--proxy-cert", false, true, ':', true},
                                            {"openssl", "-k", false, true},
                                            {"openssl", "-K", false, true},
                                            {"openssl", "-hmac", false, true},
                                            {"openssl", "-srppass", false, true},
                                            {"ssh-keygen", "-N", true, true},
                                            {"ssh-keygen", "-P", true, true}}};

bool ends_word(char c) { return in(word_ends, c); }
bool parts_words(char c) { return in(list_ends, c); }

/// Past what parts an option and its argument in a list: `", "`, `" a3="`; `at` where it is none.
std::size_t past_parting(std::string_view text, std::size_t at) {
    const auto close = quote_at(text, at);
    if (close.length == 0) return at;
    auto next = at + close.length;
    if (byte_at(text, next) == ',') ++next;
    while (byte_at(text, next) == ' ') ++next;
    if (byte_at(text, next) == 'a' && in(digits, byte_at(text, next + 1))) {
        const auto sign = skip(text, digits, next + 1, std::min(text.size(), next + 4));
        if (byte_at(text, sign) == '=') next = sign + 1;
    }
    return quote_at(text, next).length != 0 ? next : at;
}

void take_argument(Reading& reading, const Program& program, std::size_t at, std::size_t bound) {
    const auto text = reading.text;
    const auto word = word_at(text, at, bound, [&](std::size_t place) {
        return ends_word(text[place]) || quote_at(text, place).mark == '"' ||
               (text[place] == '\'' && !in(word_bytes, byte_at(text, place + 1)));
    });
    auto secret = text.substr(word.from, word.to - word.from);
    if (program.pair != '\0') {
        // The colon of "C:\\cert.pem" parts a drive.
        const auto from = program.file && secret.size() > 2 && secret[2] == '\\' ? 2u : 0u;
        const auto parting = secret.find(program.pair, from);
        if (parting == std::string_view::npos) return;
        if (program.pair != '=' && !program.file)
            reading.take(word.from, word.from + parting, Kind::user);
        secret.remove_prefix(parting + 1);
    }
    if (!is_no_secret(secret)) reading.take(word.to - secret.size(), word.to, Kind::secret);
}

/// How long an option that begins at `at` is: "-u", and "-sku" where it ends a cluster.
std::size_t option_length(std::string_view text, const Program& program, std::size_t at) {
    if (text.substr(at).starts_with(program.option)) return program.option.size();
    if (program.pair != ':' || program.option.size() != 2 || byte_at(text, at) != '-') return 0;
    const auto end = skip(text, alphanumerics, at + 1, std::min(text.size(), at + 6));
    return end > at + 1 && text[end - 1] == program.option.back() ? end - at : 0;
}

/// Where the command that goes on at `at` ends, as far as its text tells: where another is joined
/// to it outside of quotation marks, or with its line, which goes on behind a backslash.
std::size_t command_end(std::string_view text, std::size_t at) {
    const auto bound = std::min(text.size(), at + reach);
    char open = '\0';
    for (; at < bound; ++at) {
        const char c = text[at];
        if (c == '\n' && text[at - 1] != '\\') break;
        if (open != '\0' ? c == open : c == '"' || c == '\'') open = open == '\0' ? c : '\0';
        const char next = byte_at(text, at + 1);
        const bool joins = c == ';' || ((c == '|' || c == '&') && text[at - 1] == ' ');
        if (joins && open == '\0' && (next == ' ' || (next == c && c != ';'))) break;
    }
    return at;
}

/// Every use of the program's option in [at, bound).
void take_option(Reading& reading, const Program& program, std::size_t at, std::size_t bound) {
    const auto text = reading.text;
    for (; at + program.option.size() < bound; ++at) {
        if (!parts_words(text[at])) continue;
        const auto length = option_length(text, program, at + 1);
        if (length == 0 || says(text, at + 1, "-port") || says(text, at + 1, "-pid")) continue;
        auto next = at + 1 + length;
        if (next >= bound) return;
        const auto listed = past_parting(text, next);
        if (listed > next || ends_word(text[next]) || text[next] == '=') {
            if (!program.apart) continue;
            next = listed > next ? listed : next + 1;
            if (text.substr(next, 2) == "\\\n") next = skip(text, spaces, next + 1, bound);
            if (byte_at(text, next) == '-') continue;
        } else if (!program.attached) {
            continue;
        }
        take_argument(reading, program, next, bound);
    }
}

}  // namespace

void recognise_program(Reading& reading, std::size_t from, std::size_t) {
    if (from < reading.program_end) return;
    const auto text = reading.text;
    if (from > 0 && in(name_bytes, text[from - 1])) return;  // "org.mongodb"
    const auto word = skip(text, name_bytes, from, std::min(text.size(), from + 24));
    if (!parts_words(byte_at(text, word)) && byte_at(text, word) != '\\') return;  // "mysql:"
    // Marks in a list or in what ps(1) prints do not tell where a command ends: its options are
    // taken to the end of the line at least, and another program is looked at from where it may
    // begin.
    const auto line =
        word + std::min(text.substr(word, reach).find('\n'), std::min(reach, text.size() - word));
    std::size_t bound = 0;
    for (const auto& program : programs) {
        if (!says(text, from, program.name)) continue;
        auto end = from + program.name.size();
        if (program.name.back() == ' ') --end;
        end = skip(text, name_bytes, end, std::min(text.size(), end + 16));
        if (!parts_words(byte_at(text, end)) && byte_at(text, end) != '\\') continue;
        if (bound == 0) bound = command_end(text, end);
        take_option(reading, program, end, std::max(bound, line));
    }
    reading.program_end = std::max(reading.program_end, std::min(bound, line));
}

}  // namespace diag::redact
