// SPDX-License-Identifier: Apache-2.0
// What a run brings in: gathered, redacted, passed and packed, before anything is told of it.
#pragma once

#include <filesystem>
#include <vector>

#include "agent/collect/passing.hpp"
#include "agent/proof/second_look.hpp"
#include "agent/redact/learning.hpp"
#include "agent/run/gather.hpp"

namespace diag::collect {

/// Where, with what and until when it is packed.
struct Bench {
    const Order& order;
    const Parcel& parcel;
    std::filesystem::path workbench;
    run::Watcher& watcher;
    run::Deadline deadline;
    Originals* originals = nullptr;
};

/// What is needed to tell the story, and to tell it again without some of it.
struct Harvest {
    Redaction redaction;
    std::vector<Clean> clean;
    Passing passing;
    exchange::CanaryCount canaries;
    redact::NotLearned not_learned;
};

/// Gathers, redacts, passes and packs everything but what is told of it. `look` learns what was
/// learned. Fails with bug where a planted secret survives, with refused when it is stopped, and as
/// the content does.
Result<Harvest> harvest(const Bench& bench, proof::SecondLook& look, ContentWriter& content);

}  // namespace diag::collect
