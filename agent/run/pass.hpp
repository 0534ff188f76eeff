// SPDX-License-Identifier: Apache-2.0
// Passes attachments in a worker process, and in a new one past a source that never answers.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "agent/exchange/outcome.hpp"
#include "agent/redact/redactor.hpp"
#include "agent/run/gather.hpp"
#include "agent/stream/stream.hpp"

namespace diag::run {

/// No byte read for this long: the source hangs, its worker is ended and the next takes its place.
inline constexpr milliseconds pass_silence{15'000};

struct PassOrder {
    std::vector<Attachment> attachments;
    std::vector<stream::Signature> signatures;
    redact::CaseKey key{};
    rules::Rules rules;
    redact::Observer observer;  ///< told what each stand-in was made from; may be none
    unsigned threads = 1;
    int pack = -1;  ///< open for writing: where gzip members go; -1 keeps nothing
    milliseconds silence = pass_silence;
    std::vector<std::string> off_limits;  ///< below these nothing is read
};

/// Resident memory of the passing worker: 64 MB over all processes, less the parent's share.
inline constexpr std::uint64_t pass_memory = std::uint64_t{44} << 20;

/// Calls `done` once for each attachment with its place in `order`, in that order, from the calling
/// thread. Returns how the pass ended and what it cost, over all workers it took.
exchange::Outcome pass(const PassOrder& order, const Deadline& deadline, Watcher& watcher,
                       const std::function<void(std::size_t place, stream::Passed)>& done);

}  // namespace diag::run
