// SPDX-License-Identifier: Apache-2.0
// What happened in a case, one signed entry each: from these its clocks are told. FORMAT.md beside
// exchange has the form.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/cases/clocks.hpp"
#include "platform/cms.hpp"
#include "platform/json.hpp"
#include "platform/result.hpp"

namespace diag::cases {

/// What an entry says. Each is a CMS document of its own that holds the SHA-256 of the one before,
/// so that none can be changed, moved or taken away but the last.
enum class Kind { opened, responded, updated, noticed, paused, resumed, severity, closed };

std::string_view name_of(Kind kind);  ///< "opened", ...
std::optional<Kind> kind_named(std::string_view name);
inline constexpr std::string_view kind_words =
    "opened responded updated noticed paused resumed severity closed";

struct Entry {
    std::string case_number;
    std::uint64_t n = 1;  ///< counts from 1
    Kind kind = Kind::opened;
    Time at{};
    std::string by;                    ///< the signer's name, as the certificate has it
    std::string reason;                ///< one line; of a pause never empty
    std::optional<Severity> severity;  ///< of opened and severity
    std::string previous;  ///< SHA-256 of the document before, lower-case hex; of the first ""
    std::optional<Time> noted{};  ///< when it was signed; the signature tells it, not the text

    /// When it was signed, where that is more than five minutes after what it tells: somebody said
    /// so only afterwards.
    std::optional<Time> noted_later() const;
};

std::string text_of(const Entry& entry);
/// Strict: every field there, within bounds, and no other. Fails with malformed, and unsupported
/// for a newer format.
Result<Entry> entry_from(std::string_view text);

inline constexpr std::size_t most_entries = 1'000;

/// Whether an entry may have been signed at that time, which is what the signer's clock said: not
/// before what it tells, and, with `previous`, not before the entry ahead of it was. Clocks of two
/// engineers may be five minutes apart, as Kerberos allows (RFC 4120 8.2). Fails with refused.
Result<> timely(const Entry& entry, Time signed_at, std::optional<Time> previous);

/// All of one case, proven.
class History {
public:
    /// Whether a signature is believed; fails with refused.
    using Belief = std::function<Result<>(const cms::Signed& signer)>;

    /// No entry yet.
    explicit History(std::string case_number) : number_(std::move(case_number)) {}

    /// Fails with malformed or refused, naming the entry, where one of the documents is no entry of
    /// this case, is not signed by whom `belief` believes or not timely(), does not follow from the
    /// one before, or says what cannot have happened.
    static Result<History> from(std::string case_number, const std::vector<std::string>& documents,
                                const Belief& belief);

    const std::string& number() const { return number_; }
    const std::vector<Entry>& entries() const { return entries_; }
    bool is_open() const { return !entries_.empty() && entries_.back().kind != Kind::closed; }
    bool is_paused() const;
    Severity severity() const;  ///< the last that was said; high before

    /// The entry that comes next, if it may: the first opens, a pause has a reason and ends before
    /// the next begins, nothing follows a close but a new opening, and no time is before the last.
    /// Fails with refused.
    Result<Entry> next(Kind kind, Time at, std::string by, std::string reason,
                       std::optional<Severity> severity) const;

    /// Signs it. Fails as cms::sign_document().
    static Result<std::string> signed_document(const Entry& entry, const Certificate& certificate,
                                               const PrivateKey& key);

    /// From the last opening on. A change of severity holds from the opening on.
    Course course() const;

    /// Its clocks as they stand, with what was noted of them only later. Fails as dues().
    Result<std::vector<Due>> clocks(const Calendar& calendar, Time now) const;

    /// Every entry as programs read it: kind, at, by, reason, and where there are such noted (when
    /// it was signed, where only later) and severity.
    json::array to_json() const;

private:
    Result<> take(Entry entry, std::string digest);

    std::string number_;
    std::vector<Entry> entries_;
    std::string last_digest_;
};

}  // namespace diag::cases
