// SPDX-License-Identifier: Apache-2.0
// A text of rules against what rules may be. All its mistakes are found at once. What a rule says
// is the site's own and goes into messages: those stay here.
#include <toml++/toml.h>

#include <algorithm>
#include <optional>
#include <span>

#include "agent/rules/entries.hpp"
#include "agent/rules/pattern.hpp"
#include "platform/nearest.hpp"
#include "platform/text.hpp"

namespace diag::rules {
namespace {

/// Texts of a rule, in bytes. Shorter ones would take half of every log along.
constexpr std::size_t shortest_word = 3;
constexpr std::size_t longest_word = 128;
constexpr std::size_t shortest_exception = 2;
constexpr std::size_t longest_exception = 253;  // RFC 1035: a host's name
constexpr std::size_t longest_name = 64;
constexpr std::size_t most_words = 64;  ///< of one family

struct Mistake {
    std::size_t line;
    std::string text;
};

struct Placed {
    std::size_t line;
    Entry entry;
};

/// As they stand in the text, where a table's members come in the order of their names.
template <class Each>
void sort_by_line(std::vector<Each>& all) {
    std::stable_sort(all.begin(), all.end(),
                     [](const Each& a, const Each& b) { return a.line < b.line; });
}

std::size_t line_of(const toml::node& node) { return node.source().begin.line; }

/// Letters, digits and bytes beyond ASCII: what makes a word of it.
bool says_something(std::string_view text) {
    return std::ranges::any_of(text, [](char c) {
        return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') ||
               static_cast<unsigned char>(c) >= 0x80;
    });
}

bool is_plain(std::string_view text) {
    return one_line(text) == text && trimmed(text) == text && says_something(text);
}

bool is_pack_name(std::string_view text) {
    return !text.empty() && text.size() <= longest_name && text.front() != '-' &&
           text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == text.npos;
}

class Reader {
public:
    Reader(std::string_view file, Author author) : file_(file), author_(author) {}

    Reading read(const toml::table& root) {
        for (const auto& [key, node] : root) take_section(key, node);
        if (author_ == Author::desk && !root.contains("pack"))
            mistake(1, "", "expected a section [pack] with name and version");
        return finish();
    }

    Reading refuse(std::size_t line, const std::string& what) {
        mistake(line, "", what);
        return finish();
    }

private:
    void take_section(const toml::key& key, const toml::node& node) {
        const auto name = key.str();
        const auto line = key.source().begin.line;
        if (name == "pack" && author_ == Author::desk) return take_pack(node, line);
        if (name == "exception" && author_ == Author::desk)
            return mistake(line, "[[exception]]", "a pack only adds: exceptions are a site's own");
        if (name != "family" && name != "word" && name != "exception") {
            std::vector<std::string_view> known{"family", "word"};
            known.push_back(author_ == Author::desk ? "pack" : "exception");
            const auto close = nearest(name, known);
            return mistake(line, shown(name),
                           "there is no such section" +
                               (close.empty() ? std::string()
                                              : "; did you mean '" + std::string(close) + "'?"));
        }
        const auto* list = node.as_array();
        if (list == nullptr)
            return mistake(line, shown(name),
                           "expected [[" + std::string(name) + "]], one for each rule");
        for (const auto& each : *list) {
            const auto* table = each.as_table();
            if (table == nullptr)
                mistake(line_of(each), shown(name), "expected keys and values");
            else if (name == "family")
                take_family(*table);
            else if (name == "word")
                take_word(*table);
            else
                take_exception(*table);
        }
    }

    void take_pack(const toml::node& node, std::size_t line) {
        const auto* table = node.as_table();
        if (table == nullptr) return mistake(line, "[pack]", "expected a section");
        if (!knows_keys(*table, "[pack]", {"name", "version"})) return;
        const auto name = text_at(*table, "name");
        if (!name || !is_pack_name(*name))
            return mistake(line, "[pack]", "name: expected 1 to 64 of a-z, 0-9 and -");
        const auto* version = table->get("version");
        const auto number = version ? version->value_exact<std::int64_t>() : std::nullopt;
        if (!number || *number < 1 || *number > 999'999'999)
            return mistake(line, "[pack]", "version: expected a whole number from 1");
        reading_.name = *name;
        reading_.version = static_cast<std::uint64_t>(*number);
    }

    void take_family(const toml::table& table) {
        const std::string what = "[[family]]";
        if (!knows_keys(table, what, {"name", "words", "pattern"})) return;
        const auto line = line_of(table);
        const auto name = text_at(table, "name");
        if (!name || name->size() > longest_name || !is_plain(*name))
            return mistake(line, what, "name: expected what it is called, at most 64 bytes");
        const auto called = what + " \"" + *name + "\"";
        const auto* words = table.get("words");
        const auto* pattern = table.get("pattern");
        if ((words == nullptr) == (pattern == nullptr))
            return mistake(line, called, "expected either words or pattern");
        if (pattern != nullptr) return take_pattern(*pattern, called);
        const auto* list = words->as_array();
        if (list == nullptr || list->empty() || list->size() > most_words)
            return mistake(line, called, "words: expected a list of 1 to 64 words");
        for (const auto& each : *list) {
            const auto word = each.value_exact<std::string>();
            if (!word || !fits(*word, shortest_word, longest_name))
                mistake(line_of(each), called, "words: expected 3 to 64 bytes with a letter each");
            else
                add(EntryKind::name, *word, line_of(each), called);
        }
    }

    void take_pattern(const toml::node& node, const std::string& called) {
        const auto pattern = node.value_exact<std::string>();
        if (!pattern) return mistake(line_of(node), called, "pattern: expected text");
        if (const auto fine = judged_pattern(*pattern); !fine)
            return mistake(line_of(node), called, "pattern: " + fine.error().what);
        add(EntryKind::pattern, *pattern, line_of(node), called);
    }

    void take_word(const toml::table& table) {
        const std::string what = "[[word]]";
        if (!knows_keys(table, what, {"text"})) return;
        const auto text = text_at(table, "text");
        if (!text || !fits(*text, shortest_word, longest_word))
            return mistake(line_of(table), what,
                           "text: expected 3 to 128 bytes with a letter or digit");
        add(EntryKind::word, *text, line_of(table), what + " " + shown(*text));
    }

    void take_exception(const toml::table& table) {
        const std::string what = "[[exception]]";
        if (!knows_keys(table, what, {"text", "why"})) return;
        const auto text = text_at(table, "text");
        const auto why = text_at(table, "why");
        if (!text || !fits(*text, shortest_exception, longest_exception))
            return mistake(line_of(table), what,
                           "text: expected an address, a host, a version or a word that stays");
        if (!why || !is_plain(*why) || why->size() > longest_exception)
            return mistake(line_of(table), what + " " + shown(*text),
                           "why: expected the reason, in a line");
        add(EntryKind::exception, *text, line_of(table), what + " " + shown(*text));
    }

    bool knows_keys(const toml::table& table, const std::string& what,
                    std::initializer_list<std::string_view> known) {
        bool all = true;
        for (const auto& [key, node] : table) {
            if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
            const auto close = nearest(key.str(), std::span(known.begin(), known.size()));
            all = false;
            mistake(key.source().begin.line, what,
                    "there is no key " + shown(key.str()) +
                        (close.empty() ? std::string()
                                       : "; did you mean '" + std::string(close) + "'?"));
        }
        return all;
    }

    static std::optional<std::string> text_at(const toml::table& table, std::string_view key) {
        const auto* node = table.get(key);
        return node != nullptr ? node->value_exact<std::string>() : std::nullopt;
    }
    static bool fits(const std::string& text, std::size_t least, std::size_t most) {
        return text.size() >= least && text.size() <= most && is_plain(text);
    }
    static std::string shown(std::string_view text) {
        return "\"" + one_line(text.substr(0, longest_name)) + "\"";
    }

    void add(EntryKind kind, const std::string& text, std::size_t line, const std::string& called) {
        entries_.push_back(
            {line, {kind, text, file_ + ":" + std::to_string(line) + ": " + called}});
    }
    void mistake(std::size_t line, const std::string& where, const std::string& what) {
        mistakes_.push_back({line, (where.empty() ? "" : where + ": ") + what});
    }

    Reading finish() {
        sort_by_line(mistakes_);
        sort_by_line(entries_);
        for (auto& [line, entry] : entries_) reading_.entries.push_back(std::move(entry));
        for (const auto& [line, text] : mistakes_)
            reading_.mistakes.push_back(file_ + ":" + std::to_string(line) + ": " + text);
        return std::move(reading_);
    }

    std::string file_;
    Author author_;
    Reading reading_;
    std::vector<Placed> entries_;
    std::vector<Mistake> mistakes_;
};

}  // namespace

Reading read(std::string_view text, std::string_view file, Author author) {
    Reader reader(file, author);
    if (text.size() > largest_text) return reader.refuse(1, "longer than 64 KiB");
    if (const auto line = first_control_character(text))
        return reader.refuse(*line, "a control character, which no TOML text has");
    try {
        return reader.read(toml::parse(text, file));
    } catch (const toml::parse_error& error) {
        return reader.refuse(error.source().begin.line, one_line(error.description()));
    }
}

}  // namespace diag::rules
