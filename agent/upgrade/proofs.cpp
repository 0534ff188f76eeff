// SPDX-License-Identifier: Apache-2.0
#include "agent/upgrade/proofs.hpp"

#include "platform/digest.hpp"
#include "platform/files.hpp"
#include "platform/text.hpp"

namespace diag::upgrade {
namespace {

constexpr std::size_t record_limit = 64 << 10;

std::filesystem::path folder_in(const std::filesystem::path& state) { return state / "proofs"; }

/// A name that any path has and no path can break out of.
std::filesystem::path file_of(const std::filesystem::path& state, const std::string& path) {
    return folder_in(state) / (sha256_hex(path) + ".json");
}

}  // namespace

Result<> keep_proof(const std::filesystem::path& state, const Proof& proof) {
    if (const auto ours = own_directory(folder_in(state)); !ours) return ours.error();
    return replace_file(file_of(state, proof.backup.file.path),
                        json::write({{"backup", to_json(proof.backup)},
                                     {"not_compared", printable(proof.not_compared)}}) +
                            "\n");
}

std::optional<Proof> proof_of(const std::filesystem::path& state, const FileMarks& now) {
    const auto text = system_files().read(file_of(state, now.path), record_limit);
    const auto document = text ? json::parse(*text) : Result<json::value>(text.error());
    const auto* backup = document ? json::find(*document, "backup") : nullptr;
    if (!backup) return {};
    auto proven = proven_from(*backup);
    if (!proven || proven->file != now) return {};
    return Proof{std::move(*proven),
                 std::string(json::text_at(*document, "not_compared").value_or(""))};
}

}  // namespace diag::upgrade
