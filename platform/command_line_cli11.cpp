// SPDX-License-Identifier: Apache-2.0
// Words into options and the rest.
//
// CLI11 assigns. What it would guess at is refused before it sees it: it reads an option as the
// value of the one before, drops the value of "--flag=value" and takes the next word for the
// missing one of "--option=". Words after "--" never reach it.
#include <CLI/CLI.hpp>

#include "platform/command_line_parts.hpp"
#include "platform/layout.hpp"
#include "platform/nearest.hpp"
#include "platform/text.hpp"

namespace diag {
namespace command_line {
namespace {

/// Values in a row after an option that repeats. CLI11 changes its mind about brackets in values
/// when there is no bound.
constexpr int most_values = 1 << 20;

std::string unknown_option(std::string_view name, const std::vector<Option>& known) {
    std::vector<std::string_view> names;
    for (const auto& option : known) names.push_back(option.name);
    return with_suggestion("unknown option " + shown_word(name), nearest(name, names));
}

}  // namespace

std::string shown_word(std::string_view word) {
    return "'" + cut_to(printable(word.substr(0, 400)), 60) + "'";
}

std::string with_suggestion(std::string text, std::string_view suggestion) {
    return suggestion.empty() ? text : text + "; did you mean '" + std::string(suggestion) + "'?";
}

bool is_option(std::string_view word) { return word.size() > 1 && word.front() == '-'; }

std::string_view name_part(std::string_view word) {
    return word == "-h" ? "--help" : word.substr(0, word.find('='));
}

Taken take_option(const Words& words, std::size_t at, const std::vector<Option>& known) {
    const std::string_view word = words[at];
    const auto name = name_part(word);
    const auto* option = find_option(known, name);
    if (!option) return {1, unknown_option(name, known)};
    const bool joined = word.size() > name.size() && word[name.size()] == '=';
    if (option->value.empty())
        return {
            1, joined ? Complaint("option " + shown_word(name) + " takes no value") : std::nullopt};
    const auto lacks =
        "option " + shown_word(name) + " needs a value: " + std::string(option->value);
    if (joined) return {1, word.size() == name.size() + 1 ? Complaint(lacks) : std::nullopt};
    if (at + 1 == words.size()) return {1, lacks};
    if (words[at + 1].starts_with("--")) return {1, lacks + ", not " + shown_word(words[at + 1])};
    return {2, std::nullopt};
}

Complaint check_words(const Words& words, const std::vector<Option>& known) {
    for (std::size_t at = 0; at < words.size();) {
        if (!is_option(words[at])) {
            ++at;
            continue;
        }
        auto taken = take_option(words, at, known);
        if (taken.wrong) return taken.wrong;
        at += taken.words;
    }
    return std::nullopt;
}

/// The table's options as CLI11 wants them. Its vector of arguments is in reverse.
Invocation assign(const Words& words, const std::vector<Option>& known) {
    CLI::App app;
    app.set_help_flag();
    app.allow_extras();
    std::vector<CLI::Option*> declared;
    for (const auto& option : known) {
        const auto names = (option.name == "--help" ? "-h," : "") + std::string(option.name);
        auto* made = option.value.empty() ? app.add_flag(names) : app.add_option(names);
        if (!option.value.empty()) made->expected(1, option.repeats ? most_values : 1);
        made->allow_extra_args(false);
        made->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
        declared.push_back(made);
    }
    app.parse(Words(words.rbegin(), words.rend()));
    Invocation invocation;
    for (std::size_t i = 0; i < known.size(); ++i)
        if (declared[i]->count() > 0)
            invocation.options_[std::string(known[i].name)] =
                known[i].value.empty() ? Words{} : declared[i]->results();
    invocation.positionals_ = app.remaining();
    return invocation;
}

Complaint check_positionals(const Words& given, const Positional& wanted) {
    if (given.size() > wanted.most)
        return wanted.most == 0 ? shown_word(given.front()) + " is one word too many: it takes none"
                                : shown_word(given[wanted.most]) + " is one word too many";
    if (given.size() < wanted.least) return std::string(wanted.name) + " is missing";
    return std::nullopt;
}

}  // namespace command_line

bool Invocation::has(std::string_view option) const { return options_.contains(option); }

std::string Invocation::value(std::string_view option, std::string_view fallback) const {
    const auto found = options_.find(option);
    if (found == options_.end() || found->second.empty()) return std::string(fallback);
    return found->second.back();
}

std::vector<std::string> Invocation::values(std::string_view option) const {
    const auto found = options_.find(option);
    return found == options_.end() ? std::vector<std::string>{} : found->second;
}

}  // namespace diag
