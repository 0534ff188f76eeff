// SPDX-License-Identifier: Apache-2.0
#include "agent/report/triage/rules.hpp"

#include <set>
#include <stdexcept>

namespace diag::embedded {
std::vector<std::pair<std::string, std::string>> triage_rules();
}

namespace diag::report {
namespace {

void gaps_of_ids(const Rule& rule, const Knowledge& knowledge, std::vector<std::string>& gaps) {
    const auto ids = knowledge.finding_ids();
    const std::set<std::string> known(ids.begin(), ids.end());
    std::set<std::string> named;
    const auto look = [&](const std::vector<std::string>& list) {
        for (const auto& id : list) {
            if (!known.contains(id)) gaps.push_back(rule.id + ": no finding is called " + id);
            if (!named.insert(id).second) gaps.push_back(rule.id + ": names " + id + " twice");
        }
    };
    for (const auto& group : rule.needs) look(group);
    look(rule.explains);
    look(rule.unless);
}

/// What is left of a text between braces once everything known was filled in.
bool has_gap(const std::string& text, const Rule& rule) {
    Parameters known{{"count", ""}};
    if (!rule.same.empty()) known["subject"] = "";
    return filled(text, known).find('{') != std::string::npos;
}

void gaps_of_words(const Rule& rule, std::vector<std::string>& gaps) {
    for (const auto language : all_languages) {
        const auto& words = rule.words[static_cast<std::size_t>(language)];
        const auto in = " in " + std::string(name_of(language));
        for (const auto& [name, text] :
             {std::pair{"what", &words.what}, {"now", &words.now}, {"beyond", &words.beyond}}) {
            if (text->empty()) gaps.push_back(rule.id + ": no " + name + in);
            if (has_gap(*text, rule))
                gaps.push_back(rule.id + ": nothing fills a placeholder of " + name + in);
        }
    }
}

}  // namespace

const Rules& Rules::builtin() {
    static const Rules rules = [] {
        auto read = from(embedded::triage_rules());
        if (!read) throw std::logic_error("the built-in rules of triage: " + read.error().what);
        return std::move(*read);
    }();
    return rules;
}

std::vector<std::string> Rules::gaps(const Knowledge& knowledge) const {
    std::vector<std::string> gaps;
    for (const auto& rule : rules_) {
        gaps_of_ids(rule, knowledge, gaps);
        gaps_of_words(rule, gaps);
    }
    return gaps;
}

}  // namespace diag::report
