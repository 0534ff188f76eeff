// SPDX-License-Identifier: Apache-2.0
#include "agent/upgrade/proofs.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "platform/digest.hpp"
#include "platform/disposable.hpp"
#include "platform/files.hpp"
#include "platform/log.hpp"
#include "platform/records.hpp"
#include "platform/text.hpp"

namespace diag::upgrade {
namespace {

constexpr std::size_t record_limit = 64 << 10;
constexpr milliseconds patience{5'000};  // of all that backups lie on

Records proofs_in(const std::filesystem::path& state) { return {state, "proofs", record_limit}; }

/// A name that any path has and no path can break out of.
std::string name_for(const std::string& path) { return sha256_hex(path); }

std::optional<Proof> proof_from(const Result<std::string>& text) {
    const auto document = text ? json::parse(*text) : Result<json::value>(text.error());
    const auto* backup = document ? json::find(*document, "backup") : nullptr;
    if (!backup) return {};
    auto proven = proven_from(*backup);
    if (!proven) return {};
    return Proof{std::move(*proven),
                 std::string(json::text_at(*document, "not_compared").value_or(""))};
}

/// The files of which nothing is there any more. Fails with timed_out where one does not answer.
Result<std::vector<ProvenBackup>> gone_among(const std::vector<ProvenBackup>& all) {
    const auto marks = in_disposable_child(
        [&]() -> Result<std::string> {
            std::string told;
            for (const auto& each : all) {
                std::error_code unknown;
                const auto status = std::filesystem::symlink_status(each.file.path, unknown);
                told += status.type() == std::filesystem::file_type::not_found ? '-' : '+';
            }
            return told;
        },
        all.size(), patience);
    if (!marks) return marks.error();
    std::vector<ProvenBackup> gone;
    for (std::size_t i = 0; i < std::min(all.size(), marks->size()); ++i)
        if ((*marks)[i] == '-') gone.push_back(all[i]);
    return gone;
}

}  // namespace

Result<> keep_proof(const std::filesystem::path& state, const Proof& proof) {
    const auto proofs = proofs_in(state);
    if (const auto made = proofs.make(); !made) return made;
    const auto kept = replace_file(proofs.file(name_for(proof.backup.file.path)),
                                   json::write({{"backup", to_json(proof.backup)},
                                                {"not_compared", printable(proof.not_compared)}}) +
                                       "\n");
    if (kept) forget_proofs(state, most_proofs, proof.backup.proven);
    return kept;
}

void forget_proofs(const std::filesystem::path& state, std::size_t most, Time now) {
    const auto proofs = proofs_in(state);
    const auto names = proofs.names();
    if (!names || names->size() <= most) return;
    std::vector<ProvenBackup> all;
    for (const auto& name : *names)
        if (auto proof = proof_from(proofs.read(name)); proof && proof->backup.proven < now)
            all.push_back(std::move(proof->backup));
    auto gone = gone_among(all);
    if (!gone) return log::warning("old proofs are not removed: " + gone.error().what);
    std::ranges::sort(*gone, {}, &ProvenBackup::proven);
    gone->resize(std::min(gone->size(), names->size() - most));
    std::set<std::string> outlived;
    for (const auto& each : *gone) outlived.insert(name_for(each.file.path));
    proofs.prune([&](const auto& name, const auto&) { return outlived.contains(name); });
}

std::optional<Proof> proof_of(const std::filesystem::path& state, const FileMarks& now) {
    auto proof = proof_from(proofs_in(state).read(name_for(now.path)));
    if (!proof || proof->backup.file != now) return {};
    return proof;
}

}  // namespace diag::upgrade
