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

struct Program {
    std::string_view name;
    std::string_view option;
    bool attached;  ///< -psecret
    bool apart;     ///< -p secret
    bool pair;      ///< user:secret, of which the second half is the secret
};

/// From the manual pages of each. mysql's "-p secret" asks, and names a database.
constexpr std::array<Program, 14> programs{{{"mysql", "-p", true, false, false},
                                            {"mariadb", "-p", true, false, false},
                                            {"mongo", "-p", true, true, false},
                                            {"mongosh", "-p", true, true, false},
                                            {"mongodump", "-p", true, true, false},
                                            {"mongorestore", "-p", true, true, false},
                                            {"sshpass", "-p", true, true, false},
                                            {"redis-cli", "-a", true, true, false},
                                            {"snmpwalk", "-c", true, true, false},
                                            {"snmpget", "-c", true, true, false},
                                            {"ldapsearch", "-w", true, true, false},
                                            {"curl", "-u", true, true, true},
                                            {"curl", "--user", false, true, true},
                                            {"wget", "--user", false, true, true}}};

bool ends_word(char c) { return in(word_ends, c); }

void take_argument(Reading& reading, const Program& program, std::size_t at, std::size_t bound) {
    const auto text = reading.text;
    const auto quote = quote_at(text, at);
    const auto from = at + quote.length;
    auto to = from;
    if (quote.length != 0)
        to = quotation_end(text, from, quote);
    else
        while (to < bound && !ends_word(text[to]) && text[to] != '"') ++to;
    auto secret = from;
    if (program.pair) {
        const auto colon = text.substr(from, to - from).find(':');
        if (colon == std::string_view::npos) return;
        reading.take(from, from + colon, Kind::user);
        secret = from + colon + 1;
    }
    if (!is_no_secret(text.substr(secret, to - secret))) reading.take(secret, to, Kind::secret);
}

/// Every use of the program's option in [at, bound).
void take_option(Reading& reading, const Program& program, std::size_t at, std::size_t bound) {
    const auto text = reading.text;
    for (; at + program.option.size() < bound; ++at) {
        if (!ends_word(text[at]) || !text.substr(at + 1).starts_with(program.option)) continue;
        if (says(text, at + 1, "-port") || says(text, at + 1, "-pid")) continue;
        auto next = at + 1 + program.option.size();
        if (next >= bound) return;
        if (ends_word(text[next]) || text[next] == '=') {
            if (!program.apart) continue;
            ++next;
            if (byte_at(text, next) == '-') continue;
        } else if (!program.attached) {
            continue;
        }
        take_argument(reading, program, next, bound);
    }
}

}  // namespace

void recognise_program(Reading& reading, std::size_t from, std::size_t to) {
    if (from < reading.program_end) return;
    const auto text = reading.text;
    if (text[to - 1] == ' ') --to;
    const auto end = skip(text, name_bytes, to, std::min(text.size(), to + 16));
    if (!ends_word(byte_at(text, end))) return;  // "org.mongodb", "mysql:"
    const auto bound = line_end(text, to, reach);
    for (const auto& program : programs)
        if (says(text, from, program.name)) take_option(reading, program, end, bound);
    reading.program_end = bound;
}

}  // namespace diag::redact
