// SPDX-License-Identifier: Apache-2.0
// Replaces secrets and personal data by stand-ins that stay equal within a case.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "agent/exchange/contents.hpp"
#include "agent/redact/redacted.hpp"
#include "agent/rules/rules.hpp"
#include "platform/result.hpp"

namespace diag::redact {

using exchange::Redactions;

/// Keys the stand-ins of one case (HMAC-SHA-256). Never leaves the site.
using CaseKey = std::array<unsigned char, 32>;

/// Told stand-ins and what they stand for, so that a site can look one up later. What it hears is
/// exactly what must not leave. Called from every redacting thread, for a value more than once.
using Observer = std::function<void(std::string_view kind, std::string_view stand_in,
                                    std::string_view original)>;

/// Name and version of engine and rules, for manifests: "vectorscan-5.4 rules-5".
std::string_view rules_version();

/// The same with where more rules came from: "vectorscan-5.4 rules-5, site 4, safr-2026 7".
std::string rules_version(const rules::Rules& rules);

class Redactor {
public:
    /// Compiles the rules that are built in and the site's own. Fails with unsupported where the
    /// processor lacks SSSE3, refused or malformed for patterns that must not be, bug otherwise.
    static Result<Redactor> create(const CaseKey& key, const rules::Rules& rules = {});

    Redactor(Redactor&&) noexcept;
    Redactor& operator=(Redactor&&) noexcept;
    ~Redactor();

    /// `text` with every secret replaced; adds what was replaced to `counts`. Keeps the number of
    /// lines. The whole of a secret must lie in `text`: cut streams with safe_cut(). May be called
    /// from several threads at once. Bytes that are no text make it fail with refused, never pass:
    /// they count as one image, video, embedding or data.
    Result<Redacted> redact(std::string_view text, Redactions& counts) const;

    /// The same into `output`, whose room is used again. `output` is empty after a failure.
    Result<> redact(std::string_view text, Redactions& counts, Redacted& output) const;

    /// Tells `observer` from now on; call before the first redact(). Values longer than 256 bytes
    /// (keys, pictures) are not told. Off by default, and free then.
    void observe(Observer observer);

    /// Where a buffer of a longer stream may be cut so that no secret straddles the cut: the length
    /// of a prefix of `buffer`, 0 when more is needed. Ends after a newline, outside PEM blocks.
    static std::size_t safe_cut(std::string_view buffer);

    /// Where to cut a buffer that safe_cut() cannot: the last place among its last 64 KiB between
    /// two words with no name of a secret shortly before, or else between two members of a JSON
    /// object; the end where there is neither. Never 0 for a buffer that is not empty.
    static std::size_t forced_cut(std::string_view buffer);

private:
    struct Engine;
    explicit Redactor(std::unique_ptr<Engine> engine);
    std::unique_ptr<Engine> engine_;
};

}  // namespace diag::redact
