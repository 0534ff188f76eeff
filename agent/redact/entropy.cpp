// SPDX-License-Identifier: Apache-2.0
// Keys of unknown programs under unknown names. Four things must hold of a run, each of which alone
// much harmless text would pass: its place, capitals, small letters and digits in quick change, and
// entropy. The bounds of entropy are what 999 in 1,000 random runs of base64 exceed (20,000 drawn
// of each length); of the corpus, and of 1.2 MB of documents in which 24 runs had place and
// letters, none reaches them but digests, which their names tell.
#include "agent/redact/entropy.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "agent/redact/bytes.hpp"
#include "agent/redact/masks.hpp"

namespace diag::redact {
namespace {

constexpr std::size_t shortest = dense_run;
constexpr std::size_t longest = 128;
constexpr std::size_t most_name = 40;

constexpr ByteSet run_bytes = set_of(table_of("+/_-", true));
constexpr Table id_bytes = table_of("0123456789abcdefABCDEF-_", false);  ///< of UUIDs in any case
constexpr Table behind_value = table_of(" \t\r\n\"',;&)]}<\\", false);

constexpr Table parting = table_of("._-", false);
constexpr Table capitals = table_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ", false);
constexpr Table small_letters = table_of("abcdefghijklmnopqrstuvwxyz", false);

/// Parts of names of what is as random as a secret and known to everybody.
constexpr auto of_digests = std::to_array<std::string_view>(
    {"digest",      "digests", "hash",      "hashes",       "checksum",  "checksums",
     "fingerprint", "sha",     "sha1",      "sha1sum",      "sha224",    "sha256",
     "sha256sum",   "sha384",  "sha512",    "sha512sum",    "sha3",      "md5",
     "md5sum",      "etag",    "integrity", "fingerprints", "sha384sum", "sha224sum"});

double bits_a_byte(std::string_view run) {
    std::array<std::uint8_t, 256> counts{};
    for (const char c : run) ++counts[static_cast<unsigned char>(c)];
    double bits = 0;
    const auto size = static_cast<double>(run.size());
    for (const auto count : counts)
        if (count > 0) bits -= count / size * std::log2(count / size);
    return bits;
}

double least_bits(std::size_t size) {
    return size < 40 ? 4.1 : size < 48 ? 4.35 : size < 64 ? 4.6 : size < 88 ? 4.83 : 5.1;
}

/// A third of all neighbours among letters and digits are of different kinds; of random ones two
/// thirds are, of words joined by signs or capitals less than a quarter.
bool changes_quickly(std::string_view run) {
    std::size_t changes = 0;
    unsigned seen = 0, before = 0;
    for (const char c : run) {
        if (!in(alphanumerics, c)) continue;
        const unsigned kind = in(digits, c) ? 1 : c >= 'a' ? 2 : 4;
        changes += before != 0 && kind != before;
        before = kind;
        seen |= kind;
    }
    return seen == 7 && 3 * changes >= run.size();
}

unsigned sextet(char c) {
    return static_cast<unsigned>(c >= 'a'               ? c - 'a' + 26
                                 : c >= 'A' && c <= 'Z' ? c - 'A'
                                 : in(digits, c)        ? c - '0' + 52
                                 : c == '+' || c == '-' ? 62
                                                        : 63);
}

/// Base64 of plain text: of words, which it hides from nobody.
bool holds_text(std::string_view run) {
    for (std::size_t at = 0; at + 4 <= run.size(); at += 4) {
        const auto group = sextet(run[at]) << 18 | sextet(run[at + 1]) << 12 |
                           sextet(run[at + 2]) << 6 | sextet(run[at + 3]);
        for (const unsigned shift : {16u, 8u, 0u}) {
            const auto byte = group >> shift & 255;
            if (byte >= 0x7f || (byte < 0x20 && byte != '\n' && byte != '\r' && byte != '\t'))
                return false;
        }
    }
    return true;
}

/// The name of the value that comes behind `before`: of `"SHA256-Digest": "`, `etag: W/"`.
std::string_view name_before(std::string_view before) {
    constexpr Table between = table_of(" \t\"'\\:=", false);
    auto to = before.size() - (before.ends_with("W/\"") ? 3 : 0);
    while (to > 0 && in(between, before[to - 1])) --to;
    auto from = to;
    while (from > 0 && to - from <= most_name && in(name_bytes, before[from - 1])) --from;
    return before.substr(from, to - from);
}

/// Whether a part of a name is one of digests: "SHA256-Digest", "contentHash", not "hashicorp".
bool names_digest(std::string_view name) {
    if (name.size() > most_name) return false;
    std::size_t from = 0;
    for (std::size_t to = 1; to <= name.size(); ++to) {
        const bool parts = to == name.size() || in(parting, name[to]) ||
                           in(parting, name[to - 1]) ||
                           (in(capitals, name[to]) && !in(capitals, name[to - 1]));
        if (!parts) continue;
        for (const auto word : of_digests)
            if (same_words(name.substr(from, to - from), word)) return true;
        from = to;
    }
    return false;
}

/// "sha512-" and a digest, as lock files write it.
bool says_digest(std::string_view run) {
    if (!says(run, 0, "sha")) return false;
    const auto to = skip(run, digits, 3, run.size());
    return to > 3 && byte_at(run, to) == '-';
}

/// "/opt/SAFR/Logs": two of the names in it read as words. One in 64 keys begins with "/" too.
bool reads_as_path(std::string_view run) {
    if (run.front() != '/') return false;
    std::size_t words = 0;
    for (const auto part : parts_of(run, '/')) {
        const auto rest = part.empty() ? part : part.substr(1);
        words += rest.size() >= 2 && in(alphanumerics, part.front()) && !in(digits, part.front()) &&
                 skip(rest, small_letters, 0, rest.size()) == rest.size();
    }
    return words >= 2;
}

/// Behind "=" or ":", with a blank or a quote between, or in quotes.
bool stands_as_value(std::string_view text, std::size_t from, std::size_t to) {
    while (byte_at(text, to) == '=') ++to;
    if (to < text.size() && !in(behind_value, text[to])) return false;
    if (from == 0) return false;
    const char last = text[from - 1];
    if (last == '"' || last == '\'' || last == '=' || last == ':') return true;
    return last == ' ' && from > 1 && (text[from - 2] == ':' || text[from - 2] == '=');
}

bool is_random_value(std::string_view text, std::size_t from, std::size_t to) {
    const auto run = text.substr(from, to - from);
    if (!stands_as_value(text, from, to)) return false;
    if (skip(run, id_bytes, 0, run.size()) == run.size() || !changes_quickly(run)) return false;
    if (reads_as_path(run) || run.starts_with("_Z") || says_digest(run)) return false;
    return bits_a_byte(run) >= least_bits(run.size()) && !holds_text(run) &&
           !names_digest(name_before(text.substr(0, from)));
}

}  // namespace

void find_random_values(Reading& reading) {
    const auto text = reading.text;
    auto& spans = reading.spans;
    const auto known = spans.size();
    std::size_t next = 0;
    for (auto run = next_dense_run(text, run_bytes, 0); run;
         run = next_dense_run(text, run_bytes, run->to)) {
        const auto [from, to] = *run;
        if (to - from > longest) continue;
        const auto padded = skip(text, table_of("=", false), to, std::min(text.size(), to + 2));
        while (next < known && spans[next].to <= from) ++next;
        if (next < known && spans[next].from < padded) continue;
        if (is_random_value(text, from, to)) reading.take(from, padded, Kind::secret);
    }
    std::inplace_merge(spans.begin(), spans.begin() + static_cast<std::ptrdiff_t>(known),
                       spans.end(),
                       [](const Span& left, const Span& right) { return left.from < right.from; });
}

}  // namespace diag::redact
