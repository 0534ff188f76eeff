// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/together.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "agent/redact/mentions.hpp"
#include "agent/redact/pem.hpp"
#include "agent/redact/values.hpp"

namespace diag::redact {
namespace {

constexpr auto npos = std::string_view::npos;

/// Calls `see` with each of the `count` lines above `cut`, the nearest first, while it wants more.
template <typename See>
void look_up(std::string_view buffer, std::size_t cut, int count, const See& see) {
    for (; count > 0 && cut > 0; --count) {
        const auto start = line_start(buffer, cut - 1, value_limit);
        if (!see(buffer.substr(start, cut - 1 - start), start)) return;
        cut = start;
    }
}

bool is_all(std::string_view text, const Table& table) {
    return skip(text, table, 0, text.size()) == text.size();
}

std::size_t before_pem(std::string_view buffer, std::size_t cut) {
    const auto floor = cut > pem_limit ? cut - pem_limit : 0;
    const auto begin = buffer.substr(floor, cut - floor).rfind("-----BEGIN ");
    if (begin == npos) return cut;
    const auto at = floor + begin;
    if (buffer.substr(at, cut - at).find("-----END ") != npos) return cut;
    return line_start(buffer, at, pem_limit);
}

/// Base64 below "Private-Lines: 14", of a key of 16,384 bits at most.
std::size_t before_putty(std::string_view buffer, std::size_t cut) {
    constexpr int most_lines = 160;
    constexpr std::size_t longest = 300;
    const auto here = neighbours_at(buffer, cut, value_limit);
    if (!is_all(here.below, base64_only) || (here.below.empty() && here.whole)) return cut;
    auto begin = cut;
    look_up(buffer, cut, most_lines, [&](std::string_view line, std::size_t start) {
        line = trimmed(line);
        if (says(line, 0, "private-lines:")) begin = line_start(buffer, start, buffer.size());
        return !line.empty() && line.size() <= longest && is_all(line, base64_only);
    });
    return begin;
}

bool holds_insert(std::string_view line) {
    for (auto at = line.find_first_of("iI"); at != npos; at = line.find_first_of("iI", at + 1))
        if (says(line, at, "insert into ")) return true;
    return false;
}

/// Whether an INSERT may go on over the end of a line.
bool goes_on(const Neighbours& lines) {
    constexpr std::string_view values = "values";
    const auto& [above, below, whole] = lines;
    if (above.ends_with(',') || above.ends_with('(')) return true;
    if (above.size() >= values.size() && says(above, above.size() - values.size(), values))
        return true;
    if (below.starts_with('(') || below.starts_with(')') || says(below, 0, values)) return true;
    return below.empty() || (!whole && says(values, 0, lowered(below)));
}

/// Whether a line begins with what calls a value: "value": "x", <value>x, val = x.
bool begins_value(std::string_view line) {
    constexpr std::array<std::string_view, 6> words{"value", "val",  "content",
                                                    "text",  "data", "string"};
    static constexpr Table before = table_of("\"'\\<- \t", false);
    static constexpr Table after = table_of("\"'\\>:= \t", false);
    const auto at = skip(line, before, 0, line.size());
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
        return says(line, at, word) &&
               (at + word.size() == line.size() || in(after, line[at + word.size()]));
    });
}

/// Whether a line ends with a name of a secret as a value: name: DB_PASSWORD, <key>password</key>.
bool ends_in_name(std::string_view line) {
    static constexpr Table closing = table_of("\"'\\,;]) \t\r", false);
    if (line.starts_with("-----")) return false;
    if (line.ends_with('>')) line = line.substr(0, line.rfind("</"));
    while (!line.empty() && in(closing, line.back())) line.remove_suffix(1);
    auto from = line.size();
    while (from > 0 && line.size() - from < 128 && in(name_bytes, line[from - 1])) --from;
    return from > 0 && mentions_secret(line.substr(from));
}

/// Whether the mark at `mark` of a line opens a quotation that a name of a secret has before it:
/// password = """x.
bool opens_quotation(std::string_view line, std::size_t mark) {
    if (mark == npos) return false;
    auto before = line.substr(0, mark);
    while (!before.empty() && before.back() == line[mark]) before.remove_suffix(1);
    const auto marks = mark + 1 - before.size();
    before = trimmed(before.substr(0, before.find_last_not_of("ubrfUBRF@$\\") + 1));
    return marks % 2 == 1 && (before.ends_with('=') || before.ends_with(':')) &&
           mentions_secret(before);
}

/// What stands in the braces around a place, on one side of it: no braces within.
struct Beside {
    std::string text;
    bool closed = false;  ///< the brace that ends them was seen

    /// More than what parts members.
    bool any() const {
        return std::any_of(text.begin(), text.end(), [](char c) { return in(alphanumerics, c); });
    }
};

Beside members_beside(std::string_view text, bool backwards) {
    const char opening = backwards ? '}' : '{', closing = backwards ? '{' : '}';
    Beside members;
    std::size_t depth = 0;
    for (std::size_t i = 0; i < text.size() && !members.closed; ++i) {
        const char c = backwards ? text[text.size() - 1 - i] : text[i];
        members.closed = c == closing && depth == 0;
        if (c == closing && depth > 0) --depth;
        if (c == opening) ++depth;
        if (depth == 0 && c != closing) members.text += c;
    }
    if (backwards) std::reverse(members.text.begin(), members.text.end());
    return members;
}

/// Whether a line is nothing but base64, bytes as numbers, or numbers with decimals: of a picture
/// or a vector, which is known by its beginning or its whole. Of a line that is not all there yet
/// less is asked.
bool is_dump(std::string_view line, bool whole) {
    static constexpr Table numbers = table_of("0123456789+-.eE,; \t\r", false);
    static constexpr Table base64 = table_of("+/=_- \t\r", true);
    static constexpr Table bytes = table_of("0123456789abcdefABCDEFxX,;:-\\[] \t\r", false);
    constexpr std::size_t least = 40;
    if (is_all(line, numbers)) return !whole || line.find('.') != npos || line.size() >= least;
    return (!whole || line.size() >= least) && (is_all(line, base64) || is_all(line, bytes));
}

}  // namespace

Neighbours neighbours_at(std::string_view buffer, std::size_t cut, std::size_t limit) {
    const auto start = line_start(buffer, cut - 1, limit);
    const auto end = line_end(buffer, cut, limit);
    return {trimmed(buffer.substr(start, cut - 1 - start)), trimmed(buffer.substr(cut, end - cut)),
            end < buffer.size()};
}

std::size_t before_key(std::string_view buffer, std::size_t cut) {
    return std::min(before_pem(buffer, cut), before_putty(buffer, cut));
}

std::size_t before_insert(std::string_view buffer, std::size_t cut, Run& known) {
    constexpr std::size_t reach = std::size_t{256} << 10;
    if (cut >= known.from && cut <= known.to) return cut;
    const auto floor = cut - std::min(cut, reach);
    auto at = cut;
    while (at > floor) {
        const auto lines = neighbours_at(buffer, at, reach);
        const auto start = line_start(buffer, at - 1, reach);
        if (holds_insert(lines.above) && !lines.above.ends_with(';'))
            return line_start(buffer, start, buffer.size());
        if (!goes_on(lines)) break;
        at = start;
    }
    known = {at, cut};
    return cut;
}

bool parts_pair(std::string_view buffer, std::size_t cut) {
    constexpr int members = 4;  // between a name and its value
    const auto here = neighbours_at(buffer, cut, value_limit);
    constexpr std::array<std::string_view, 3> logins{"login ", "password ", "account "};
    if (says(here.above, 0, "machine ") || says(here.above, 0, "login "))
        for (const auto word : logins)
            if (says(here.below, 0, word) || (!here.whole && says(word, 0, lowered(here.below))))
                return true;
    if (begins_value(here.below) && !begins_value(here.above)) return true;
    bool due = false;
    auto at = cut;
    for (int count = 0; count <= members && !due; ++count) {
        const auto end = line_end(buffer, at, value_limit);
        due = begins_value(trimmed(buffer.substr(at, end - at))) || end >= buffer.size();
        at = std::min(end + 1, buffer.size());
    }
    bool named = false;
    if (due)
        look_up(buffer, cut, members, [&](std::string_view line, std::size_t) {
            named = ends_in_name(trimmed(line));
            return !named && !begins_value(trimmed(line));
        });
    return named;
}

bool parts_quotation(std::string_view buffer, std::size_t cut) {
    bool parted = false;
    look_up(buffer, cut, value_lines, [&](std::string_view line, std::size_t) {
        parted = opens_quotation(line, line.find_last_of("\"'`"));
        return !parted && line.find('"') == npos;
    });
    if (parted) return true;
    const auto floor = cut - std::min(cut, value_limit);
    for (const std::string_view marks : {"\"\"\"", "'''"})
        if (const auto found = buffer.substr(floor, cut - floor).rfind(marks); found != npos) {
            const auto start = line_start(buffer, floor + found, value_limit);
            if (opens_quotation(buffer.substr(start, cut - start), floor + found - start + 2))
                return true;
        }
    return false;
}

bool parts_person(std::string_view buffer, std::size_t cut) {
    constexpr std::size_t reach =
        288;  // beyond what person_fields.cpp looks at, and a name's length
    const auto here = neighbours_at(buffer, cut, value_limit);
    if (!here.above.ends_with(',') && !here.below.starts_with(',')) return false;
    const auto near = std::min(cut, reach);
    const auto before = members_beside(buffer.substr(cut - near, near), true);
    if (!before.any()) return false;
    const auto behind = members_beside(buffer.substr(cut, reach), false);
    const bool unseen = !behind.closed && buffer.size() - cut < reach;
    return unseen || (behind.any() && (mentions_name(before.text) || mentions_name(behind.text)));
}

bool parts_dump(std::string_view buffer, std::size_t cut) {
    const auto start = line_start(buffer, cut - 1, value_limit);
    const auto end = line_end(buffer, cut, value_limit);
    // The last line of a dump is shorter.
    return is_dump(buffer.substr(start, cut - 1 - start), true) &&
           is_dump(buffer.substr(cut, end - cut), false);
}

bool parts_manifest(std::string_view buffer, std::size_t cut) {
    constexpr std::size_t reach = 16 << 10;
    constexpr std::string_view kind = "kind: Secret", parting = "\n---";
    auto before = buffer.substr(cut - std::min(cut, reach), std::min(cut, reach));
    if (const auto last = before.rfind(parting); last != npos) before.remove_prefix(last);
    auto after = buffer.substr(cut, reach);
    const auto end = after.find(parting);
    const bool whole = end != npos || after.size() == reach;
    after = after.substr(0, end);
    if (before.find(kind) != npos || after.find(kind) != npos) return true;
    const auto told = [](std::string_view text) {
        const auto at = text.find("\nkind:");
        return at != npos && text.find('\n', at + 1) != npos;
    };
    if (whole || told(before) || told(after) || before.starts_with("kind:")) return false;
    return before.find("data:\n") != npos || before.find("Data:\n") != npos;
}

}  // namespace diag::redact
