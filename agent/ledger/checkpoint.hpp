// SPDX-License-Identifier: Apache-2.0
// What the ledger held at a moment, signed by the agent: for somebody to keep elsewhere.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "agent/exchange/identity.hpp"
#include "agent/ledger/entry.hpp"
#include "platform/clock.hpp"
#include "platform/cms.hpp"
#include "platform/result.hpp"

namespace diag::ledger {

/// The ledger's entry `n` had that hash then, and with it every entry before.
struct Checkpoint {
    std::string agent;  ///< SHA-256 of the certificate that signed first, lower-case hex
    std::uint64_t n = 0;
    std::string hash;
    Time time{};

    bool operator==(const Checkpoint&) const = default;
};

/// A signed document (CMS SignedData, DER) that says so.
Result<std::string> signed_document(const Checkpoint& checkpoint,
                                    const exchange::Identity& identity);

/// A checkpoint whose every signature holds, and who signed it.
struct Proof {
    Checkpoint checkpoint;
    std::vector<Certificate> signers;  ///< its agent, and the desk where it countersigned

    const Certificate* agent() const;  ///< the signer the checkpoint names, or nullptr
};

/// Fails with malformed, refused.
Result<Proof> proof_from(std::string_view document);

/// The data of a checkpoint's entry.
json::object checkpoint_data(std::string_view document, bool countersigned);

/// The document in a checkpoint's entry. Fails with malformed.
struct Carried {
    std::string document;
    bool countersigned = false;
};
Result<Carried> carried_by(const Entry& entry);

}  // namespace diag::ledger
