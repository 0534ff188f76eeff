// SPDX-License-Identifier: Apache-2.0
#include "agent/rules/entries.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "agent/rules/pattern.hpp"
#include "platform/text.hpp"

namespace diag::rules {
namespace {

std::string_view name_of(EntryKind kind) {
    switch (kind) {
        case EntryKind::name:
            return "a family's word";
        case EntryKind::pattern:
            return "a family's pattern";
        case EntryKind::word:
            return "a word";
        case EntryKind::exception:
            return "an exception";
    }
    return "";
}

/// What is compared: words in either case, patterns as they are.
std::string key_of(const Entry& entry) {
    return entry.kind == EntryKind::pattern ? entry.text : lowered(entry.text);
}

/// What tells a rule from every other: a pattern may read as a word does and is another rule.
std::string identity_of(const Entry& entry) {
    return std::to_string(static_cast<int>(entry.kind)) + ' ' + key_of(entry);
}

std::string contradicting(const Entry& first, const Entry& second) {
    return second.place + " is " + std::string(name_of(second.kind)) + " and contradicts " +
           first.place + ", " + std::string(name_of(first.kind));
}

}  // namespace

std::vector<std::string> contradictions(const std::vector<Entry>& entries) {
    std::vector<std::string> mistakes;
    std::map<std::string, const Entry*> known;
    std::vector<std::string> patterns;
    for (const auto& entry : entries) {
        if (entry.kind == EntryKind::pattern) {
            patterns.push_back(entry.text);
            continue;
        }
        const auto [at, is_new] = known.emplace(key_of(entry), &entry);
        if (!is_new && at->second->kind != entry.kind)
            mistakes.push_back(contradicting(*at->second, entry));
    }
    if (entries.size() > most_entries)
        mistakes.push_back(entries.back().place + " is one more than the " +
                           std::to_string(most_entries) + " rules there may be in all");
    if (patterns.size() > most_patterns)
        mistakes.push_back("there are " + std::to_string(patterns.size()) +
                           " patterns in all, where " + std::to_string(most_patterns) + " may be");
    else if (const auto together = compiled_patterns(patterns); !together)
        mistakes.push_back("all patterns together: " + together.error().what);
    return mistakes;
}

const Entry* first_missing(const std::vector<Entry>& before, const std::vector<Entry>& after) {
    std::set<std::string> there;
    for (const auto& entry : after) there.insert(identity_of(entry));
    const auto missing = std::find_if(before.begin(), before.end(), [&](const Entry& entry) {
        return !there.contains(identity_of(entry));
    });
    return missing == before.end() ? nullptr : &*missing;
}

Rules rules_of(const std::vector<Entry>& entries) {
    Rules rules;
    std::set<std::string> known;
    for (const auto& entry : entries) {
        auto key = key_of(entry);
        // A pattern may read as a word does: it is another rule all the same.
        if (!known.insert((entry.kind == EntryKind::pattern ? "/" : " ") + key).second) continue;
        switch (entry.kind) {
            case EntryKind::name:
                rules.names.push_back(std::move(key));
                break;
            case EntryKind::pattern:
                rules.patterns.push_back(entry.text);
                break;
            case EntryKind::word:
                rules.words.push_back(entry.text);
                break;
            case EntryKind::exception:
                rules.exceptions.push_back(entry.text);
                break;
        }
    }
    return rules;
}

}  // namespace diag::rules
