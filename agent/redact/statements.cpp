// SPDX-License-Identifier: Apache-2.0
// Secrets in statements of SQL and in calls, where their place tells and no name stands beside.
#include <algorithm>

#include "agent/redact/bytes.hpp"
#include "agent/redact/key_values.hpp"
#include "agent/redact/recognise.hpp"

namespace diag::redact {
namespace {

constexpr std::size_t reach = 1024;  ///< of a statement, in bytes
constexpr Table gaps = table_of(" \t\r\n", false);
constexpr Table scalars = table_of("_-.+:", true);

/// Takes the quotation at `at`; the place behind it, or `at` where there is none.
std::size_t take_quotation(Reading& reading, std::size_t at) {
    const auto text = reading.text;
    if (byte_at(text, at) == 'N' || byte_at(text, at) == '@') ++at;  // N'x' of SQL Server
    const auto quote = quote_at(text, at);
    if (quote.length == 0) return at;
    const auto from = at + quote.length;
    const auto to = quotation_end(text, from, quote);
    take_part(reading, text.substr(from, to - from));
    return to + quote.length;
}

/// The end of the argument or value at `at`: a quotation, a number, a name.
std::size_t past_scalar(std::string_view text, std::size_t at) {
    if (byte_at(text, at) == 'N' && quote_at(text, at + 1).length != 0) ++at;
    const auto quote = quote_at(text, at);
    if (quote.length != 0) return quotation_end(text, at + quote.length, quote) + quote.length;
    return skip(text, scalars, at, std::min(text.size(), at + 64));
}

/// Whether the column or its like at [from, to) holds secrets.
bool is_secret_column(std::string_view text, std::size_t from, std::size_t to) {
    for (auto at = from; at < to; ++at)
        for (const std::string_view word : {"passw", "pwd", "secret", "token", "contrase", "senha"})
            if (says(text, at, word)) {
                const auto name = name_around(text, at, at + word.size());
                return name.to <= to && names_secret(text, name);
            }
    return false;
}

/// Behind the ',' that follows `at`, or where the list ends.
std::size_t past_comma(std::string_view text, std::size_t at) {
    at = skip(text, gaps, at, text.size());
    return byte_at(text, at) == ',' ? skip(text, gaps, at + 1, text.size()) : at;
}

/// A row of VALUES from behind its '(' on: takes the columns that `secret` has bits of.
std::size_t take_row(Reading& reading, std::size_t at, std::uint64_t secret) {
    const auto text = reading.text;
    const auto bound = std::min(text.size(), at + reach);
    at = skip(text, gaps, at, bound);
    for (int column = 0; column < 64 && at < bound; ++column) {
        const auto end = past_scalar(text, at);
        if (end == at) break;
        if ((secret >> column & 1) != 0) take_quotation(reading, at);
        const auto next = past_comma(text, end);
        if (next == end || byte_at(text, next - 1) == ')') return end;
        at = next;
    }
    return at;
}

}  // namespace

void recognise_identified_by(Reading& reading, std::size_t, std::size_t to) {
    // CREATE USER x IDENTIFIED BY 'secret'
    take_quotation(reading, skip(reading.text, gaps, to, reading.text.size()));
}

void recognise_second_argument(Reading& reading, std::size_t, std::size_t to) {
    const auto text = reading.text;  // db.auth("user", "password")
    const auto first = past_scalar(text, to);
    const auto second = past_comma(text, first);
    if (first > to && second > first && byte_at(text, first) == ',')
        take_quotation(reading, second);
}

void recognise_sql_login(Reading& reading, std::size_t from, std::size_t to) {
    // sp_addlogin 'user', 'password'; sp_addlinkedsrvlogin 'server', 'false', NULL, 'user',
    // 'password'
    const auto text = reading.text;
    to = skip(text, alphanumerics, to, std::min(text.size(), to + 16));
    auto at = skip(text, gaps, to, line_end(text, to, reach));
    const bool adds = says(text, from, "sp_add");  // the first argument is no secret
    if (adds) at = past_comma(text, past_scalar(text, at));
    for (int count = 0; count < 8; ++count) {
        const auto end = std::max(take_quotation(reading, at), past_scalar(text, at));
        const auto next = past_comma(text, end);
        if (end == at || next == end || byte_at(text, end) != ',') return;
        at = next;
    }
}

void recognise_insert(Reading& reading, std::size_t, std::size_t to) {
    // INSERT INTO users (id, password) VALUES (7, 'x'), (8, 'y')
    const auto text = reading.text;
    if (to < reading.statement_end) return;
    const auto bound = std::min(text.size(), to + reach);
    const auto open = text.substr(0, bound).find('(', to);
    const auto close = text.substr(0, bound).find(')', open);
    if (close == std::string_view::npos || open - to > 128) return;
    const auto columns = text.substr(0, close);
    std::uint64_t secret = 0;
    auto from = open + 1;
    for (int column = 0; column < 64 && from < close; ++column) {
        const auto comma = std::min(columns.find(',', from), close);
        if (is_secret_column(text, from, comma)) secret |= std::uint64_t{1} << column;
        from = comma + 1;
    }
    auto at = skip(text, gaps, close + 1, bound);
    if (secret == 0 || !says(text, at, "values")) return;
    at = skip(text, gaps, at + 6, bound);
    constexpr int rows = 1024;
    for (int row = 0; row < rows && byte_at(text, at) == '('; ++row) {
        const auto end = skip(text, gaps, take_row(reading, at + 1, secret), text.size());
        if (byte_at(text, end) != ')') break;
        at = past_comma(text, end + 1);
    }
    reading.statement_end = at;
}

}  // namespace diag::redact
