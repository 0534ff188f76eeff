// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/taking_back.hpp"

#include "agent/commands/record.hpp"
#include "agent/upgrade/proofs.hpp"
#include "agent/upgrade/taken_back.hpp"
#include "platform/interrupt.hpp"
#include "platform/log.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

namespace fs = std::filesystem;

void warn(const Result<>& done, std::string_view what) {
    if (!done) log::warning(std::string(what) + ": " + done.error().what);
}

void forget(const fs::path& state, const std::string& path) {
    warn(upgrade::forget_proof(state, path), "an earlier proof cannot be taken back");
}

}  // namespace

bool was_unreadable(const Error& error) {
    return !interrupted() && (error.fault == Fault::io || error.fault == Fault::timed_out);
}

void take_back_proof(const fs::path& state, const std::string& path, const std::string& sha256,
                     const std::string& why) {
    // The ledger first: without the proof nobody would know later which permits rested on it.
    warn(record(state, ledger::Kind::permit, upgrade::taken_back(path, sha256, why)),
         "permits that rest on an earlier proof cannot be ended");
    const auto proof = upgrade::proof_on_record(state, path);
    if (proof && proof->backup.sha256 == sha256) forget(state, path);
}

void take_back_proofs_of(const fs::path& state, const std::string& path, const std::string& why) {
    if (const auto proof = upgrade::proof_on_record(state, path))
        return take_back_proof(state, path, proof->backup.sha256, why);
    forget(state, path);  // what cannot be understood, too
}

}  // namespace diag::commands
