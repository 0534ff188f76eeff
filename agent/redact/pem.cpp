// SPDX-License-Identifier: Apache-2.0
// PEM blocks (RFC 7468): over lines, or in one with "\n" escapes as JSON and environment have them.
#include "agent/redact/pem.hpp"

#include <algorithm>
#include <array>

#include "agent/redact/bytes.hpp"
#include "agent/redact/encoded.hpp"
#include "agent/redact/encoded_digits.hpp"
#include "agent/redact/recognise.hpp"

namespace diag::redact {
namespace {

constexpr auto npos = std::string_view::npos;
constexpr Table body_bytes = table_of("+/=\\ \t\r:,-", true);  // and "Proc-Type: 4,ENCRYPTED"

/// Whether a line could be of a PEM body: base64, or a header of one.
bool is_body(std::string_view line) {
    return line.size() <= 256 && skip(line, body_bytes, 0, line.size()) == line.size();
}

/// A block whose end is not there: as far as its lines look like a body.
std::size_t body_end(std::string_view text, std::size_t at) {
    const auto bound = std::min(text.size(), at + pem_limit);
    while (at < bound) {
        const auto end = line_end(text, at, bound - at);
        if (!is_body(text.substr(at, end - at))) break;
        at = std::min(end + 1, bound);
    }
    return at;
}

/// The next "-----END" from `at` on. Searched once for the whole text, however many begin.
std::size_t next_end(Reading& reading, std::size_t at) {
    const bool known =
        reading.pem_searched != 0 && at >= reading.pem_searched && at <= reading.pem_end;
    if (!known) {
        reading.pem_searched = std::max<std::size_t>(at, 1);
        reading.pem_end = std::min(reading.text.find("-----END", at), reading.text.size());
    }
    return reading.pem_end;
}

}  // namespace

void recognise_pem_begin(Reading& reading, std::size_t begin, std::size_t to) {
    const auto text = reading.text;
    if (begin < reading.pem_taken) return;
    const auto label = text.substr(0, line_end(text, to, 80)).find("-----", to);
    if (label == npos) return;
    auto from = label + 5;
    const auto end = next_end(reading, from);
    const bool whole = end < text.size() && end - from <= pem_limit;
    auto first_line = line_end(text, from, pem_limit);
    if (first_line > from && text[from] == '\r') ++from;
    auto last = whole                ? end
                : from == first_line ? body_end(text, std::min(from + 1, text.size()))
                                     : first_line;
    if (from < last && text[from] == '\n') ++from;
    while (last > from && in(spaces, text[last - 1])) --last;
    reading.take(from, last, Kind::pem);
    reading.pem_taken = whole ? end + 1 : last;
}

void recognise_encoded_pem(Reading& reading, std::size_t from, std::size_t to) {
    constexpr std::array<std::string_view, 3> begins{"LS0tLS1CRUdJTi", "0tLS0tQkVHSU4",
                                                     "tLS0tLUJFR0lO"};
    const auto text = reading.text;
    if (from < reading.run_end) return;
    const auto word = text.substr(from, to - from);
    if (std::find(begins.begin(), begins.end(), word) == begins.end()) return;
    while (from > reading.run_end && in(digit_run_bytes, text[from - 1])) --from;
    if (from > 0 && text[from - 1] == '\\' && text[from] != '/') ++from;  // the n of "\n"
    constexpr std::size_t widest = 76;  // RFC 2045 6.8: what is longer is not wrapped
    auto end = payload_at(text, from).to;
    if (const auto line = line_end(text, from, end - from); line - from > widest) end = line;
    reading.run_end = skip(text, table_of("=", false), end, std::min(text.size(), end + 2));
    reading.take(from, reading.run_end, Kind::pem);
}

void recognise_putty_lines(Reading& reading, std::size_t, std::size_t to) {
    const auto text = reading.text;
    const auto line = line_end(text, to, 16);
    if (byte_at(text, line) != '\n') return;
    auto from = line + 1, last = from;
    for (auto at = from; at < std::min(text.size(), from + pem_limit);) {
        const auto end = line_end(text, at, 300);
        if (end == at || !is_body(text.substr(at, end - at)) ||
            text.substr(at, end - at).find(':') != npos)
            break;
        last = end;
        at = end + 1;
    }
    if (last > from) reading.take(from, last, Kind::pem);
}

void recognise_pem_end(Reading& reading, std::size_t from, std::size_t) {
    if (from < reading.pem_taken) return;
    // The block began before this text did: a window or a cap cut it.
    const auto floor = std::max(from > pem_limit ? from - pem_limit : 0, reading.pem_taken);
    auto start = from;
    while (start > floor) {
        const auto above = line_start(reading.text, start - 1, 300);
        if (!is_body(reading.text.substr(above, start - 1 - above))) break;
        start = above;
    }
    if (start + 1 < from) reading.take(start, from - 1, Kind::pem);
    reading.pem_taken = from + 1;
}

}  // namespace diag::redact
