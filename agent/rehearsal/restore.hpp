// SPDX-License-Identifier: Apache-2.0
// Into the scratch database and back: what a walk over a backup meets is inserted, then compared.
// Blocks: in the process that restores.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "agent/backup/examine.hpp"
#include "agent/rehearsal/plan.hpp"
#include "agent/rehearsal/questions.hpp"
#include "agent/rehearsal/report.hpp"
#include "collectors/mongo/scratch.hpp"
#include "platform/digest.hpp"

namespace diag::rehearsal {

/// A document that will be read back.
struct Sample {
    Id id;
    Digest digest{};
};

/// A collection while it is restored.
struct Restored {
    std::uint64_t read = 0;  ///< documents that the walk met
    std::uint64_t inserted = 0;
    std::uint64_t bytes = 0;
    std::uint64_t step = 1;  ///< every how many documents one is a sample
    std::vector<Sample> samples;
    Metadata metadata;
    std::uint64_t indexes = 0;  ///< built
};

class Restore : public backup::Taker {
public:
    /// `known` is what the examination before saw: what is to come.
    Restore(mongo::ScratchDatabase& database, const backup::Contents& known, const Bounds& bounds,
            Report& report);

    Result<> document(const backup::Namespace& of, std::string_view bytes) override;
    Result<> metadata(const backup::Namespace& of, std::string_view text) override;

    /// After the walk: what is still held is inserted, empty collections are made, and indexes
    /// built through `patient`, whose answers may take hours.
    Result<> finish(mongo::ScratchDatabase& patient);

    /// Compares what is in the database with what was read.
    Result<> compare(mongo::ScratchDatabase& patient);

    /// The server's failure that ended the walk; nothing where it was not the server.
    const std::optional<Error>& failure() const { return failure_; }

private:
    using Each = std::pair<const backup::Namespace, Restored>;

    Result<> flush();
    Result<> build_indexes(mongo::ScratchDatabase& patient, Each& each);
    Result<> count(const Each& each);
    Result<> validate_one(mongo::ScratchDatabase& patient, const Each& each);
    Result<> read_back(const Each& each);
    std::uint64_t documents_known(const backup::Namespace& name) const;

    mongo::ScratchDatabase& database_;
    const backup::Contents& known_;
    const Bounds& bounds_;
    Report& report_;
    std::map<backup::Namespace, Restored> all_;
    Each* at_ = nullptr;  ///< whose documents are held
    std::string held_;    ///< their bytes, one after the other
    std::vector<std::size_t> sizes_;
    std::optional<Error> failure_;
};

}  // namespace diag::rehearsal
