// SPDX-License-Identifier: Apache-2.0
// The words that make it worth looking closer, all searched in one pass by Vectorscan.
#pragma once

#include <memory>

#include "agent/redact/reading.hpp"
#include "platform/result.hpp"

struct hs_database;
struct hs_scratch;

namespace diag::redact {

/// Room one thread needs while it searches.
class TriggerScratch {
public:
    explicit TriggerScratch(hs_scratch* scratch) : scratch_(scratch) {}
    TriggerScratch(const TriggerScratch&) = delete;
    TriggerScratch& operator=(const TriggerScratch&) = delete;
    ~TriggerScratch();

private:
    friend class Triggers;
    hs_scratch* scratch_;
};

class Triggers {
public:
    /// Fails with unsupported where the processor lacks what Vectorscan needs.
    static Result<Triggers> compile();

    Result<std::unique_ptr<TriggerScratch>> scratch() const;

    /// Calls each trigger's recogniser for each place in the text, in order.
    Result<> scan(Reading& reading, TriggerScratch& scratch) const;

private:
    explicit Triggers(std::shared_ptr<hs_database> database) : database_(std::move(database)) {}
    std::shared_ptr<hs_database> database_;
};

}  // namespace diag::redact
