// SPDX-License-Identifier: Apache-2.0
#include "agent/rules/folder.hpp"

#include "agent/rules/packs.hpp"
#include "platform/text.hpp"
#include "platform/trusted_file.hpp"

namespace diag::rules {
namespace {

constexpr std::size_t most_names = 4 * most_files;

bool is_aside(const std::string& name) {
    return name.starts_with('.') || name.starts_with("README") || name.ends_with('~');
}

Error malformed(const std::vector<std::string>& mistakes) {
    return {Fault::malformed, diag::joined(mistakes, "\n")};
}

/// Rules and labels of all sources, once nothing contradicts.
Result<InForce> settled(InForce all) {
    if (const auto mistakes = contradictions(all.entries); !mistakes.empty())
        return malformed(mistakes);
    all.rules = rules_of(all.entries);
    std::size_t of_site = 0;
    for (const auto& source : all.sources) {
        if (source.version == 0)
            of_site += source.families + source.words + source.exceptions;
        else
            all.rules.labels.push_back(source.name + " " + std::to_string(source.version));
    }
    if (of_site > 0)
        all.rules.labels.insert(all.rules.labels.begin(), "site " + std::to_string(of_site));
    return all;
}

/// Adds the entries of one file; its mistakes where it has any.
void take_file(const std::filesystem::path& file, InForce& all,
               std::vector<std::string>& mistakes) {
    const auto text = trusted_file(file, largest_text);
    if (!text) return mistakes.push_back(text.error().what);
    auto reading = read(*text, file.native(), Author::site);
    mistakes.insert(mistakes.end(), reading.mistakes.begin(), reading.mistakes.end());
    all.sources.push_back(source_of(file.native(), 0, reading.entries));
    for (auto& entry : reading.entries) all.entries.push_back(std::move(entry));
}

}  // namespace

Source source_of(std::string name, std::uint64_t version, const std::vector<Entry>& entries) {
    Source source{std::move(name), version};
    for (const auto& entry : entries) {
        source.words += entry.kind == EntryKind::word;
        source.exceptions += entry.kind == EntryKind::exception;
        source.families += entry.kind == EntryKind::name || entry.kind == EntryKind::pattern;
    }
    return source;
}

Result<InForce> written_rules(const std::filesystem::path& directory) {
    const auto names = trusted_names(directory, most_names);
    if (!names && names.error().fault == Fault::absent) return InForce{};
    if (!names) return Error{Fault::malformed, names.error().what};
    InForce all;
    std::vector<std::string> mistakes;
    for (const auto& name : *names) {
        if (is_aside(name)) continue;
        if (all.sources.size() + mistakes.size() >= most_files) {
            mistakes.push_back(directory.native() + ": more than 64 files or mistakes");
            break;
        }
        if (name.ends_with(".toml"))
            take_file(directory / name, all, mistakes);
        else
            mistakes.push_back((directory / one_line(name)).native() +
                               ": expected NAME.toml; this would be no rule");
    }
    if (!mistakes.empty()) return malformed(mistakes);
    return settled(std::move(all));
}

Result<InForce> rules_in_force(const std::filesystem::path& directory,
                               const std::filesystem::path& state) {
    auto all = written_rules(directory);
    if (!all) return all;
    auto packs = packs_in(state);
    if (!packs) return Error{Fault::malformed, packs.error().what};
    for (auto& pack : *packs) {
        all->sources.push_back(source_of(pack.name, pack.version, pack.entries));
        for (auto& entry : pack.entries) all->entries.push_back(std::move(entry));
    }
    return settled(std::move(*all));
}

std::filesystem::path folder_beside(const std::filesystem::path& configuration) {
    return configuration.parent_path() / "redaction.d";
}

}  // namespace diag::rules
