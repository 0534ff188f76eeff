// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/below.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "agent/redact/bytes.hpp"
#include "agent/redact/key_values.hpp"

namespace diag::redact {
namespace {

constexpr auto npos = std::string_view::npos;

/// A line below a key.
struct Line {
    std::size_t end = 0;
    std::size_t depth = 0;
    std::string_view words;  ///< without the blanks around
    bool item = false;       ///< of a list: "- x"

    bool hangs_below(std::size_t key) const { return depth > key || (item && depth == key); }
};

Line line_at(std::string_view text, std::size_t at) {
    Line line{.end = line_end(text, at, value_limit)};
    const auto whole = text.substr(at, line.end - at);
    line.depth = indentation(whole);
    line.words = trimmed_line(whole);
    line.item = line.words.starts_with("- ");
    return line;
}

/// The column of the key, which may stand behind the sign of an item: "- password:".
std::size_t depth_of(std::string_view text, const Name& name) {
    static constexpr Table lead = table_of(" \t-", false);
    const auto start = line_start(text, name.from, value_limit);
    return skip(text, lead, start, name.from) - start;
}

/// "name: value" of a mapping.
struct Entry {
    std::string_view label;
    std::string_view value;
};

/// What a line maps; no label where it maps nothing.
Entry entry_of(std::string_view words) {
    if (words.starts_with('{') || words.starts_with('[')) return {{}, words};
    const auto quote = quote_at(words, 0);
    const auto end = quote.length != 0 ? quotation_end(words, quote.length, quote) + quote.length
                                       : std::min(words.find(": "), words.size());
    if (quote.length == 0 && end == words.size() && !words.ends_with(':')) return {{}, words};
    const auto colon = quote.length == 0 && end == words.size() ? end - 1 : end;
    if (byte_at(words, colon) != ':') return {{}, words};
    return {words.substr(quote.length, colon - 2 * quote.length),
            trimmed_line(words.substr(colon + 1))};
}

/// The scalar `value`, which stands alone or behind a label.
void take_scalar(Reading& reading, std::string_view value) {
    while (!value.empty() && (value.back() == ',' || value.back() == ']')) value.remove_suffix(1);
    const auto quote = quote_at(value, 0);
    if (quote.length == 0) return take_part(reading, value);
    const auto end = quotation_end(value, quote.length, quote);
    take_part(reading, value.substr(quote.length, end - quote.length));
}

/// The lines from `at` on that are deeper than `depth`, whatever they hold; where they end.
std::size_t take_block(Reading& reading, std::size_t at, std::size_t depth, bool wanted) {
    const auto text = reading.text;
    const auto bound = std::min(text.size(), at + members_reach);
    while (at < bound) {
        const auto line = line_at(text, at);
        if (!line.words.empty() && line.depth <= depth) break;
        if (wanted) take_part(reading, line.words);
        at = line.end + 1;
    }
    return at;
}

/// A walk over the lines of a mapping or list below a key at `depth`.
class Mapping {
public:
    Mapping(Reading& reading, std::size_t depth, const Members& members)
        : reading_(reading), depth_(depth), members_(members), keys_{{depth, members.holds, {}}} {}

    void take(std::size_t at) {
        const auto text = reading_.text;
        const auto bound = std::min(text.size(), at + members_reach);
        while (at < bound) {
            auto line = line_at(text, at);
            if (line.words.starts_with('#') || line.words.empty()) {
                at = line.end + 1;
                continue;
            }
            if (!line.hangs_below(depth_)) return;
            at = take_line(line);
        }
    }

private:
    /// The place behind what was read.
    std::size_t take_line(Line line) {
        const bool item = line.item;
        while (line.words.starts_with("- ")) {
            line.words = trimmed_line(line.words.substr(2));
            line.depth += 2;
        }
        const auto entry = entry_of(line.words);
        if (!entry.label.empty()) read_label(entry, line.depth, item);
        if (begins_block(entry.value))
            return take_block(reading_, line.end + 1, line.depth, wanted_);
        if (wanted_ || entry.value.starts_with('{')) take_value_of(entry);
        return line.end + 1;
    }

    void read_label(const Entry& entry, std::size_t depth, bool item) {
        while (keys_.size() > 1 && depth <= keys_.back().depth) keys_.pop_back();
        auto& key = keys_.back();
        if (!key.outermost) key.outermost = item ? npos : depth;
        all_ = key.holds.all && depth == *key.outermost;
        numbers_ = key.holds.numbers;
        wanted_ = all_ || !is_about_secret(entry.label);
        const auto holds = held_by(entry.label);
        if (holds.all && entry.value.empty()) keys_.push_back({depth, holds, {}});
    }

    void take_value_of(const Entry& entry) {
        if (entry.value.empty()) return;
        const auto at = static_cast<std::size_t>(entry.value.data() - reading_.text.data());
        if (begins_members(reading_.text, at)) {
            auto members = members_;
            if (const auto holds = held_by(entry.label); holds.all) members.holds = holds;
            return take_members(reading_, at, members);
        }
        const auto label = all_ && numbers_ ? std::string_view() : entry.label;
        if (!is_measure(label, entry.value)) take_scalar(reading_, entry.value);
    }

    /// A key whose members stand in the lines below it.
    struct Key {
        std::size_t depth;
        Holder holds;
        std::optional<std::size_t> outermost;  ///< the depth of its first label; npos: of an item
    };

    Reading& reading_;
    std::size_t depth_;
    const Members& members_;
    std::vector<Key> keys_;  ///< that of the mapping, and plurals within it
    bool all_ = false;
    bool numbers_ = false;
    bool wanted_ = true;
};

/// Whether a backslash is the last of the line that ends at `end`, before its carriage return.
bool ends_in_backslash(std::string_view text, std::size_t end) {
    if (byte_at(text, end) != '\n' || end == 0) return false;
    if (text[end - 1] == '\r') --end;
    return end > 0 && text[end - 1] == '\\';
}

/// How far a quotation reaches that was not closed in its line: to its mark, or to the end of the
/// text where that comes first; npos where it is none. Where a backslash said that the line
/// `goes_on` anything may follow the mark, else only what follows a value.
std::size_t closing_line(std::string_view text, std::size_t at, std::size_t depth,
                         const Quote& quote, bool goes_on) {
    const auto bound = std::min(text.size(), at + value_limit);
    for (int count = 0; count < value_lines && at < bound; ++count) {
        const auto line = line_at(text, at);
        if (line.depth <= depth && name_follows(text, at)) return npos;
        const auto close = quotation_end(text, at, quote);
        if (close < line.end) {
            const auto rest = trimmed_line(text.substr(close + quote.length, 64));
            const bool ends = goes_on || rest.empty() ||
                              std::string_view(",#;}])\r\n").find(rest.front()) != npos;
            return ends ? close : npos;
        }
        at = line.end + 1;
    }
    return at >= text.size() ? text.size() : npos;
}

}  // namespace

bool begins_block(std::string_view rest) {
    if (rest.empty() || (rest.front() != '|' && rest.front() != '>')) return false;
    static constexpr Table signs = table_of("+-0123456789", false);
    const auto after = skip(rest, signs, 1, std::min<std::size_t>(rest.size(), 3));
    const auto comment = skip(rest, blanks, after, rest.size());
    return comment == rest.size() || (comment > after && rest[comment] == '#');
}

bool is_property(std::string_view text, const Name& name, const Opening& opening,
                 std::string_view rest) {
    if (rest.empty() || (rest.front() != '&' && rest.front() != '!')) return false;
    const auto start = line_start(text, name.from, value_limit);
    const auto before = text.substr(start, name.from - start);
    return opening.separator == ':' && opening.spaced &&
           before.find_first_not_of("-\"' \t") == npos &&
           skip(rest, name_bytes, rest.starts_with("!!") ? 2 : 1, rest.size()) == rest.size();
}

bool goes_below(std::string_view text, const Name& name, const Opening& opening,
                std::string_view rest, std::size_t at) {
    if (rest.empty() || begins_block(rest)) return true;
    if (!rest.starts_with("# ") && !is_property(text, name, opening, rest)) return false;
    const auto next = line_at(text, at);
    return !next.words.empty() && next.hangs_below(depth_of(text, name));
}

void take_below(Reading& reading, const Name& name, std::size_t at, bool block,
                const Members& members) {
    const auto text = reading.text;
    const auto depth = depth_of(text, name);
    if (block) return static_cast<void>(take_block(reading, at, depth, true));
    for (int count = 0; count < value_lines && at < text.size(); ++count) {
        const auto line = line_at(text, at);
        at = line.end + 1;
        if (line.words.empty() || line.words.starts_with("# ")) continue;
        const auto begin = static_cast<std::size_t>(line.words.data() - text.data());
        if (begins_members(text, begin)) return take_members(reading, begin, members);
        const bool maps = !entry_of(line.words).label.empty();
        if (line.item || (maps && line.depth > depth))
            return Mapping(reading, depth, members).take(begin - line.depth);
        const bool quoted = line.words.front() == '"';
        if (!maps && (line.depth > depth || quoted)) take_scalar(reading, line.words);
        return;
    }
}

void take_continued(Reading& reading, std::size_t end) {
    const auto text = reading.text;
    for (int count = 0; count < value_lines; ++count) {
        if (!ends_in_backslash(text, end)) return;
        const auto at = end + 1;
        end = line_end(text, at, value_limit);
        take_part(reading, trimmed_line(text.substr(at, end - at)));
    }
}

void take_open_quotation(Reading& reading, const Name& name, std::size_t end, const Quote& quote) {
    const auto text = reading.text;
    const bool goes_on = ends_in_backslash(text, end);
    if (byte_at(text, end) != '\n' || (!goes_on && !begins_line(text, name.from))) return;
    const auto close = closing_line(text, end + 1, depth_of(text, name), quote, goes_on);
    if (close == npos) return;
    for (auto at = end + 1; at <= close;) {
        const auto to = std::min(line_end(text, at, value_limit), close);
        take_part(reading, trimmed_line(text.substr(at, to - at)));
        at = to + 1;
    }
}

void take_folded(Reading& reading, std::size_t end) {
    const auto text = reading.text;
    for (int count = 0; count < value_lines && byte_at(text, end) == '\n'; ++count) {
        const auto line = line_at(text, end + 1);
        if (line.depth != 1 || line.words.empty() ||
            skip(line.words, base64_bytes, 0, line.words.size()) != line.words.size())
            return;
        take_part(reading, line.words);
        end = line.end;
    }
}

}  // namespace diag::redact
