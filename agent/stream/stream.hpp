// SPDX-License-Identifier: Apache-2.0
// One pass over attachments: read, redact, match known signatures, hash, compress. Memory does not
// grow with the input, and nothing unredacted is written anywhere.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "agent/exchange/contents.hpp"
#include "agent/redact/redactor.hpp"
#include "collectors/collector.hpp"

namespace diag::stream {

/// A pattern that, seen in a log, means something. Data: agent/report/knowledge/signatures.toml.
struct Signature {
    std::string id;       ///< also the finding's id: "logs.no_space"
    std::string pattern;  ///< a regular expression Vectorscan takes
    Severity severity = Severity::warning;
};

/// Whether Vectorscan takes the pattern. pass() leaves out one that it does not take.
bool usable(const Signature& signature);

struct SignatureMatch {
    std::string id;
    Severity severity = Severity::warning;
    std::uint64_t count = 0;
    std::uint64_t first_line = 0;  ///< from 1, counted in what was kept
    std::uint64_t last_line = 0;
    std::optional<Time> first_time;
    std::optional<Time> last_time;
    std::string sample;  ///< the first matching line, redacted, at most 400 bytes
};

/// Lines of each level in one interval of time.
struct LevelCount {
    std::uint64_t errors = 0;
    std::uint64_t warnings = 0;
};

inline constexpr milliseconds timeline_step{60'000};

/// What became of one attachment.
struct Passed {
    std::string name;
    std::optional<Error> failure;     ///< why nothing or not all was kept
    std::uint64_t read_bytes = 0;     ///< of the source, before unpacking
    std::uint64_t size = 0;           ///< redacted bytes kept, not compressed
    std::uint64_t packed_offset = 0;  ///< where its gzip members lie in the output file
    std::uint64_t packed_size = 0;
    std::string sha256;  ///< of the redacted bytes kept
    exchange::Redactions redactions;
    std::vector<exchange::DroppedRange> dropped;  ///< by cap or window, or because it is no text
    std::vector<SignatureMatch> matches;
    std::map<Time, LevelCount> timeline;  ///< by start of the timeline_step
    std::optional<Time> first_time;
    std::optional<Time> last_time;
};

json::value to_json(const Passed& passed);
Result<Passed> passed_from(const json::value& document);

struct Options {
    unsigned threads = 1;
    int output = -1;  ///< file to write gzip members to; -1: `check`, nothing is kept
    /// Directories below which nothing is read, whatever leads there (off_limits.hpp).
    std::vector<std::string> off_limits;
    std::function<void(const std::string& name, std::uint64_t read_bytes)>
        progress;  ///< may be empty
};

/// Streams every attachment in turn; calls `done` once for each, in order, from the calling thread.
/// A failure of one is recorded and the rest goes on. With threads > 1 blocks of one file, and
/// small files, are worked on at once.
void pass(std::span<const Attachment> attachments, const redact::Redactor& redactor,
          std::span<const Signature> signatures, const Options& options,
          const std::function<void(Passed)>& done);

}  // namespace diag::stream
