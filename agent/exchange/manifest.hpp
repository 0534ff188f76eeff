// SPDX-License-Identifier: Apache-2.0
// manifest.json: what a bundle holds, in the clear and signed. No customer data. FORMAT.md has the
// grammar.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "agent/exchange/contents.hpp"
#include "agent/exchange/outcome.hpp"
#include "agent/exchange/proof.hpp"
#include "platform/clock.hpp"
#include "platform/result.hpp"

namespace diag::exchange {

/// The newest bundle format this code writes and reads.
inline constexpr std::int64_t format_version = 1;

// The first two members of a bundle.
inline constexpr std::string_view manifest_name = "manifest.json";
inline constexpr std::string_view signature_name = "manifest.json.p7s";

/// The most content a volume may hold: who opens it needs about twice this in memory.
inline constexpr std::uint64_t volume_limit = 64ull << 20;

struct Volume {
    std::string name;  ///< "volume-0001.p7m"
    std::uint64_t size = 0;
    std::string sha256;  ///< of the sealed bytes, lower-case hex
};

/// The name of the volume of that number, from 1: "volume-0001.p7m".
std::string volume_name(std::size_t number);

struct Manifest {
    std::int64_t format = format_version;
    std::string bundle_id;  ///< UUIDv7 (RFC 9562)
    Time created{};
    std::string agent_version;
    std::string agent_id;     ///< SHA-256 of the agent's certificate, lower-case hex
    std::string case_number;  ///< given by --case or a request; empty otherwise
    Time since{};
    Time until{};
    std::vector<std::string> recipients;  ///< SHA-256 of each recipient's certificate
    std::vector<Outcome> outcomes;
    Redactions redactions;            ///< over all files
    std::string redaction_rules;      ///< engine and rule version
    std::uint64_t dropped_items = 0;  ///< items whose redaction failed
    std::optional<Proof> proof;       ///< nothing where an older agent made the bundle
    std::uint64_t content_size = 0;   ///< bytes of content.tar.gz
    std::string content_sha256;
    std::vector<Volume> volumes;
};

json::value to_json(const Manifest& manifest);

/// Fails with unsupported for a newer format, malformed for anything else that does not fit.
Result<Manifest> manifest_from(std::string_view text);

}  // namespace diag::exchange
