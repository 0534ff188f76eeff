// SPDX-License-Identifier: Apache-2.0
// The words that make it worth looking closer, all searched in one pass by Vectorscan.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "agent/redact/reading.hpp"
#include "agent/rules/rules.hpp"
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

/// What looks closer where a word was found.
struct Trigger {
    std::size_t length = 0;
    void (*recognise)(Reading&, std::size_t from, std::size_t to) = nullptr;
};

class Triggers {
public:
    /// The words that are built in and those of `rules`. Fails with unsupported where the processor
    /// lacks what Vectorscan needs, refused or malformed for patterns that are none or too large.
    static Result<Triggers> compile(const rules::Rules& rules);

    Result<std::unique_ptr<TriggerScratch>> scratch() const;

    /// Calls each trigger's recogniser for each place in the text, in order.
    Result<> scan(Reading& reading, TriggerScratch& scratch) const;

private:
    Triggers() = default;
    Result<> scan(hs_database* database, Reading& reading, TriggerScratch& scratch,
                  int (*on_match)(unsigned, unsigned long long, unsigned long long, unsigned,
                                  void*)) const;

    std::vector<Trigger> triggers_;
    std::shared_ptr<hs_database> database_;
    std::shared_ptr<hs_database> patterns_;  ///< nothing where there is none
};

}  // namespace diag::redact
