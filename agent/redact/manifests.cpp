// SPDX-License-Identifier: Apache-2.0
// A manifest of Kubernetes of the kind Secret: whatever its data are called, they are secret.
#include <algorithm>

#include "agent/redact/bytes.hpp"
#include "agent/redact/key_values.hpp"
#include "agent/redact/recognise.hpp"

namespace diag::redact {
namespace {

constexpr std::size_t reach = 16 << 10;  ///< of a manifest in either direction, in bytes

/// Takes the values of the lines below "data:" that are deeper than it; the place behind them.
std::size_t take_map(Reading& reading, std::size_t at, std::size_t depth) {
    const auto text = reading.text;
    for (int count = 0; count < value_lines && at < text.size(); ++count) {
        const auto end = line_end(text, at, value_limit);
        const auto line = text.substr(at, end - at);
        const auto lead = indentation(line);
        if (lead <= depth || lead == line.size()) break;
        const auto colon = line.find(": ");
        auto value = line.substr(colon == line.npos ? lead : colon + 2);
        while (!value.empty() && (in(spaces, value.back()) || value.back() == '"'))
            value.remove_suffix(1);
        while (!value.empty() && (value.front() == ' ' || value.front() == '"'))
            value.remove_prefix(1);
        const bool opens_block = value.size() < 3 || value.ends_with(':');
        if (!opens_block && !value.starts_with("-----")) take_part(reading, value);
        at = end + 1;
    }
    return at;
}

}  // namespace

void recognise_secret_manifest(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;
    if (from < reading.statement_end ||
        (from > 0 && text[from - 1] != '\n' && text[from - 1] != ' '))
        return;
    if (!in(spaces, byte_at(text, to)) && to < text.size()) return;
    const auto own = line_start(text, from, value_limit);
    auto at = own;
    // kubectl writes the data before the kind, people behind it.
    for (int count = 0; count < value_lines && at > 0 && own - at < reach; ++count) {
        const auto above = line_start(text, at - 1, value_limit);
        if (text.substr(above, 3) == "---" || above < reading.statement_end) break;
        at = above;
    }
    for (int count = 0; count < 2 * value_lines && at < text.size() && at < own + reach; ++count) {
        const auto end = line_end(text, at, value_limit);
        const auto lead = at + indentation(text.substr(at, end - at));
        if (text.substr(at, 3) == "---" && at > own) break;
        const bool data = text.substr(lead, 5) == "data:" || text.substr(lead, 11) == "stringData:";
        at = data && text[end - 1] == ':' ? take_map(reading, end + 1, lead - at) : end + 1;
    }
    reading.statement_end = std::min(at, text.size());
}

}  // namespace diag::redact
