// SPDX-License-Identifier: Apache-2.0
// Reads the rules of triage. A key nobody reads is a rule that does not do what its author thinks,
// so every mistake is told with file and line.
#include <toml++/toml.h>

#include <algorithm>
#include <optional>

#include "agent/report/triage/rules.hpp"

namespace diag::report {
namespace {

std::optional<Cause> cause_named(std::string_view name) {
    for (int number = 0; number <= static_cast<int>(Cause::cloud); ++number)
        if (name_of(static_cast<Cause>(number)) == name) return static_cast<Cause>(number);
    return std::nullopt;
}

/// One pass over one file; stops at the first mistake.
class RuleReader {
public:
    RuleReader(std::vector<Rule>& into, const std::string& file) : into_(into), file_(file) {}

    Result<> read(const toml::table& root) {
        for (const auto& [key, node] : root) {
            const auto* rules = node.as_table();
            if (key.str() != "rule" || !rules)
                return wrong(node, "only [rule.\"<id>\"] is known here");
            for (const auto& [id, body] : *rules)
                if (auto done = read_rule(std::string(id.str()), body); !done) return done;
        }
        return {};
    }

private:
    Result<> wrong(const toml::node& node, const std::string& what) const {
        return Error{Fault::malformed,
                     file_ + ":" + std::to_string(node.source().begin.line) + ": " + what};
    }

    Result<> read_rule(const std::string& id, const toml::node& node) {
        const auto* body = node.as_table();
        if (!body) return wrong(node, "rule \"" + id + "\" must be a table; quote ids with dots");
        if (std::ranges::find(into_, id, &Rule::id) != into_.end())
            return wrong(node, "rule \"" + id + "\" is there already");
        Rule rule{.id = id};
        for (const auto& [key, value] : *body)
            if (auto done = read_key(std::string(key.str()), value, rule); !done) return done;
        if (!body->contains("cause") || !body->contains("level") || rule.needs.empty())
            return wrong(node, "rule \"" + id + "\" needs cause, level and needs");
        into_.push_back(std::move(rule));
        return {};
    }

    Result<> read_key(const std::string& key, const toml::node& value, Rule& rule) const {
        if (const auto language = language_named(key))
            return read_words(value, rule.words[static_cast<std::size_t>(*language)]);
        if (key == "cause") return read_cause(value, rule);
        if (key == "level") return read_level(value, rule);
        if (key == "needs") return read_groups(value, rule);
        if (key == "explains") return read_list(value, rule.explains);
        if (key == "unless") return read_list(value, rule.unless);
        if (key == "same") return read_list(value, rule.same);
        if (key == "least") return read_number(value, rule.least);
        if (key == "most") return read_number(value, rule.most);
        return wrong(value, "unknown key '" + key +
                                "'; known are cause, level, needs, explains, unless, same, least, "
                                "most, en, es, pt");
    }

    Result<> read_cause(const toml::node& node, Rule& rule) const {
        const auto cause = cause_named(node.value_or(std::string_view{}));
        if (!cause) return wrong(node, "cause must be one that findings have");
        rule.cause = *cause;
        return {};
    }

    Result<> read_level(const toml::node& node, Rule& rule) const {
        rule.level = node.value_or(std::string{});
        if (rule.level == "L1" || rule.level == "L2" || rule.level == "L3") return {};
        return wrong(node, "level must be L1, L2 or L3");
    }

    Result<> read_groups(const toml::node& node, Rule& rule) const {
        const auto* groups = node.as_array();
        if (!groups) return wrong(node, "needs must be a list of lists");
        for (const auto& group : *groups)
            if (auto done = read_list(group, rule.needs.emplace_back()); !done) return done;
        return {};
    }

    Result<> read_list(const toml::node& node, std::vector<std::string>& into) const {
        const auto* list = node.as_array();
        if (!list || list->empty()) return wrong(node, "a list of names is wanted here");
        for (const auto& element : *list) {
            const auto* text = element.as_string();
            if (!text || text->get().empty()) return wrong(element, "a name is wanted here");
            into.push_back(text->get());
        }
        return {};
    }

    Result<> read_number(const toml::node& node, std::uint64_t& into) const {
        const auto number = node.value<std::int64_t>();
        if (!number || *number < 1) return wrong(node, "a number from 1 on is wanted here");
        into = static_cast<std::uint64_t>(*number);
        return {};
    }

    Result<> read_words(const toml::node& node, RuleWords& words) const {
        const auto* table = node.as_table();
        if (!table) return wrong(node, "the texts of a rule must be a table");
        for (const auto& [key, value] : *table) {
            auto* text = key == "what"     ? &words.what
                         : key == "now"    ? &words.now
                         : key == "beyond" ? &words.beyond
                                           : nullptr;
            if (!text)
                return wrong(value, "unknown text '" + std::string(key.str()) +
                                        "'; known are what, now, beyond");
            *text = value.value_or(std::string{});
            if (text->empty()) return wrong(value, std::string(key.str()) + " must be a text");
        }
        return {};
    }

    std::vector<Rule>& into_;
    const std::string& file_;
};

}  // namespace

Result<Rules> Rules::from(const std::vector<std::pair<std::string, std::string>>& files) {
    Rules rules;
    for (const auto& [name, text] : files) {
        try {
            const auto root = toml::parse(text, name);
            if (auto done = RuleReader(rules.rules_, name).read(root); !done) return done.error();
        } catch (const toml::parse_error& mistake) {
            return Error{Fault::malformed, name + ":" +
                                               std::to_string(mistake.source().begin.line) + ": " +
                                               std::string(mistake.description())};
        }
    }
    std::ranges::sort(rules.rules_, {}, &Rule::id);
    return rules;
}

}  // namespace diag::report
