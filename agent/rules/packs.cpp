// SPDX-License-Identifier: Apache-2.0
#include "agent/rules/packs.hpp"

#include <algorithm>
#include <optional>

#include "platform/cms.hpp"
#include "platform/files.hpp"
#include "platform/lock.hpp"
#include "platform/text.hpp"

namespace diag::rules {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_packs = 64;
constexpr std::string_view document_end = ".safrrules";
constexpr std::string_view version_end = ".version";

fs::path directory_of(const fs::path& state) { return state / "rules"; }
fs::path file_of(const fs::path& state, std::string_view name, std::string_view end) {
    return directory_of(state) / (std::string(name) + std::string(end));
}

/// What is known of a pack: the latest version that was ever in force, and whether it is.
struct Known {
    std::uint64_t version = 0;
    bool in_force = false;
};

Result<std::optional<Known>> known(const fs::path& state, std::string_view name) {
    const auto file = file_of(state, name, version_end);
    const auto text = system_files().read(file, 64);
    if (!text && text.error().fault == Fault::absent) return std::optional<Known>{};
    if (!text) return text.error();
    const auto words = words_of(trimmed(*text));
    const auto number = words.empty() ? std::nullopt : natural(words[0]);
    if (!number || words.size() != 2 || (words[1] != "in-force" && words[1] != "removed"))
        return Error{Fault::malformed,
                     file.native() + " is damaged: it holds a version and whether it is in force"};
    return std::optional(Known{*number, words[1] == "in-force"});
}

Result<> keep(const fs::path& state, std::string_view name, const Known& what) {
    return replace_file(
        file_of(state, name, version_end),
        std::to_string(what.version) + (what.in_force ? " in-force\n" : " removed\n"));
}

Result<Pack> pack_in(const cms::Document& document, std::string_view file) {
    auto pack = pack_from(document.content, file);
    if (!pack) return pack;
    for (const auto& each : document.signers) pack->signers.push_back(each.signer.name());
    return pack;
}

/// A pack that was proven when it was added, if it is still whole.
Result<Pack> whole_pack(const fs::path& state, const std::string& name) {
    const auto file = file_of(state, name, document_end);
    const auto bytes = system_files().read(file, largest_pack);
    if (!bytes)
        return Error{Fault::malformed, "the rule pack " + name + " is gone: " + bytes.error().what};
    const auto document = cms::open_document(*bytes);
    if (!document)
        return Error{Fault::malformed, file.native() + " is damaged: " + document.error().what};
    return pack_in(*document, file.native());
}

/// The same, and still the version that was added.
Result<Pack> pack_kept(const fs::path& state, const std::string& name, std::uint64_t version) {
    auto pack = whole_pack(state, name);
    if (!pack) return pack;
    if (pack->name != name || pack->version != version)
        return Error{Fault::malformed, file_of(state, name, document_end).native() +
                                           " is not version " + std::to_string(version) +
                                           " of the pack " + name + ", which was added"};
    return pack;
}

/// Whether `pack` has every rule of the version in force. What stands there may be a newer one, of
/// which adding was cut short: it had them all.
Result<> keeps_rules(const fs::path& state, const Known& before, const Pack& pack) {
    const auto then = "; safr-diag rules remove " + pack.name + " takes that version out";
    const auto held = whole_pack(state, pack.name);
    if (!held || held->name != pack.name || held->version < before.version)
        return Error{Fault::refused, "version " + std::to_string(before.version) + " of the pack " +
                                         pack.name + " cannot be read, so whether version " +
                                         std::to_string(pack.version) +
                                         " has all of its rules is not known" + then};
    if (const auto* missing = first_missing(held->entries, pack.entries))
        return Error{Fault::refused, "version " + std::to_string(pack.version) + " of the pack " +
                                         pack.name + " lacks a rule that holds now (" +
                                         missing->place + "), and a pack only adds" + then};
    return {};
}

}  // namespace

Result<Pack> pack_from(std::string_view text, std::string_view file) {
    auto reading = read(text, file, Author::desk);
    auto& mistakes = reading.mistakes;
    if (mistakes.empty()) mistakes = contradictions(reading.entries);
    if (mistakes.empty() && reading.entries.empty())
        mistakes.push_back(std::string(file) + ": a pack without a rule");
    if (!mistakes.empty()) return Error{Fault::malformed, diag::joined(mistakes, "\n")};
    return Pack{reading.name, reading.version, std::move(reading.entries), {}};
}

Result<Pack> opened_pack(std::string_view document, const exchange::Trust& trust, Time now) {
    if (document.size() > largest_pack)
        return Error{Fault::malformed, "a rule pack has at most 96 KiB"};
    const auto opened = cms::open_document(document);
    if (!opened) return opened.error();
    for (const auto& each : opened->signers)
        if (const auto fine = exchange::believed(each.signer, Role::engineer, trust, now); !fine)
            return fine.error();
    return pack_in(*opened, "the pack");
}

Result<> may_follow(const fs::path& state, const Pack& pack) {
    const auto before = known(state, pack.name);
    if (!before) return before.error();
    if (!*before) return {};
    if (pack.version > (*before)->version)
        return (*before)->in_force ? keeps_rules(state, **before, pack) : Result<>{};
    return Error{Fault::refused, "version " + std::to_string((*before)->version) +
                                     " of the rule pack " + pack.name +
                                     " was added before: versions only rise"};
}

Result<> add_pack(const fs::path& state, const Pack& pack, std::string_view document) {
    if (const auto ours = own_directory(directory_of(state)); !ours) return ours;
    const auto lock = locked_directory(directory_of(state));
    if (!lock) return lock.error();
    if (const auto fine = may_follow(state, pack); !fine) return fine;
    // The document first: cut short between the two, a newer document than the known version is
    // refused and added again, which is told and mended; rules are never fewer unnoticed.
    const auto kept = replace_file(file_of(state, pack.name, document_end), document);
    if (!kept) return kept;
    return keep(state, pack.name, {pack.version, true});
}

Result<> remove_pack(const fs::path& state, const std::string& name) {
    const auto lock = locked_directory(directory_of(state));
    if (!lock && lock.error().fault != Fault::absent) return lock.error();
    const bool is_name = lock && name.find('/') == std::string::npos;
    const auto before = is_name ? known(state, name) : Result<std::optional<Known>>(std::nullopt);
    if (!before) return before.error();
    if (!*before || !(*before)->in_force)
        return Error{Fault::absent, "no rule pack " + one_line(name) + " is in force"};
    if (const auto kept = keep(state, name, {(*before)->version, false}); !kept) return kept;
    std::error_code ignored;
    fs::remove(file_of(state, name, document_end), ignored);
    return {};
}

Result<std::vector<Pack>> packs_in(const fs::path& state) {
    const auto names = system_files().list(directory_of(state), 4 * most_packs);
    if (!names && names.error().fault == Fault::absent) return std::vector<Pack>{};
    if (!names) return names.error();
    std::vector<Pack> packs;
    for (const auto& name : *names) {
        if (!name.ends_with(version_end)) continue;
        const auto pack_name = name.substr(0, name.size() - version_end.size());
        const auto what = known(state, pack_name);
        if (!what) return what.error();
        if (!*what || !(*what)->in_force) continue;
        if (packs.size() == most_packs)
            return Error{Fault::malformed, "there are more than 64 rule packs"};
        auto pack = pack_kept(state, pack_name, (*what)->version);
        if (!pack) return pack.error();
        packs.push_back(std::move(*pack));
    }
    return packs;
}

}  // namespace diag::rules
