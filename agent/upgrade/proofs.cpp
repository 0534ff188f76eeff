// SPDX-License-Identifier: Apache-2.0
#include "agent/upgrade/proofs.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include "agent/upgrade/disk.hpp"
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

/// A proof, and the disk its file lay on where that was known.
struct Kept {
    ProvenBackup backup;
    std::optional<Disk> disk;
};

std::optional<Disk> disk_in(const Result<std::string>& text) {
    const auto document = text ? json::parse(*text) : Result<json::value>(text.error());
    const auto* disk = document ? json::find(*document, "disk") : nullptr;
    return disk ? disk_from(*disk) : std::nullopt;
}

/// Asked from a child, as the mount may not answer.
std::optional<Disk> disk_asked(const std::string& path) {
    const auto told = in_disposable_child(
        [&]() -> Result<std::string> {
            const auto disk = disk_of(path);
            return disk ? json::write(to_json(*disk)) : std::string{};
        },
        record_limit, patience);
    const auto document = told ? json::parse(*told) : Result<json::value>(told.error());
    return document ? disk_from(*document) : std::nullopt;
}

/// The files of which nothing is there any more, nor may be on a disk that is not mounted. Fails
/// with timed_out where one does not answer.
Result<std::vector<ProvenBackup>> gone_among(const std::vector<Kept>& all) {
    const auto marks = in_disposable_child(
        [&]() -> Result<std::string> {
            std::string told;
            for (const auto& each : all) {
                std::error_code unknown;
                const auto& path = each.backup.file.path;
                const auto status = std::filesystem::symlink_status(path, unknown);
                const bool absent = status.type() == std::filesystem::file_type::not_found;
                const bool gone = absent && !(each.disk && may_be_unmounted(*each.disk));
                told += gone ? '-' : '+';
            }
            return told;
        },
        all.size(), patience);
    if (!marks) return marks.error();
    std::vector<ProvenBackup> gone;
    for (std::size_t i = 0; i < std::min(all.size(), marks->size()); ++i)
        if ((*marks)[i] == '-') gone.push_back(all[i].backup);
    return gone;
}

}  // namespace

Result<> keep_proof(const std::filesystem::path& state, const Proof& proof) {
    const auto proofs = proofs_in(state);
    if (const auto made = proofs.make(); !made) return made;
    json::object record{{"backup", to_json(proof.backup)},
                        {"not_compared", printable(proof.not_compared)}};
    if (const auto disk = disk_asked(proof.backup.file.path)) record["disk"] = to_json(*disk);
    const auto kept =
        replace_file(proofs.file(name_for(proof.backup.file.path)), json::write(record) + "\n");
    if (kept) forget_proofs(state, most_proofs, proof.backup.proven);
    return kept;
}

Result<> forget_proof(const std::filesystem::path& state, const std::string& path) {
    auto gone = proofs_in(state).remove(name_for(path));
    if (!gone && gone.error().fault == Fault::absent) return {};
    return gone;
}

void forget_proofs(const std::filesystem::path& state, std::size_t most, Time now) {
    const auto proofs = proofs_in(state);
    const auto names = proofs.names();
    if (!names || names->size() <= most) return;
    std::vector<Kept> all;
    for (const auto& name : *names) {
        const auto text = proofs.read(name);
        if (auto proof = proof_from(text); proof && proof->backup.proven < now)
            all.push_back({std::move(proof->backup), disk_in(text)});
    }
    auto gone = gone_among(all);
    if (!gone) return log::warning("old proofs are not removed: " + gone.error().what);
    std::ranges::sort(*gone, {}, &ProvenBackup::proven);
    gone->resize(std::min(gone->size(), names->size() - most));
    std::map<std::string, Time> outlived;
    for (const auto& each : *gone) outlived.emplace(name_for(each.file.path), each.proven);
    // Proven again since, it is another one.
    proofs.prune([&](const auto& name, const std::string& text) {
        const auto found = outlived.find(name);
        const auto proof = found != outlived.end() ? proof_from(text) : std::nullopt;
        return proof && proof->backup.proven == found->second;
    });
}

std::optional<Proof> proof_on_record(const std::filesystem::path& state, const std::string& path) {
    return proof_from(proofs_in(state).read(name_for(path)));
}

std::optional<Proof> proof_of(const std::filesystem::path& state, const FileMarks& now) {
    auto proof = proof_on_record(state, now.path);
    if (!proof || proof->backup.file != now) return {};
    return proof;
}

bool is_out_of_reach(const std::filesystem::path& state, const std::string& path) {
    const auto disk = disk_in(proofs_in(state).read(name_for(path)));
    if (!disk) return false;
    const auto told = in_disposable_child(
        [&]() -> Result<std::string> { return std::string(may_be_unmounted(*disk) ? "+" : "-"); },
        1, patience);
    return told && *told == "+";
}

}  // namespace diag::upgrade
