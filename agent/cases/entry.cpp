// SPDX-License-Identifier: Apache-2.0
#include "agent/cases/entry.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "agent/cases/notes.hpp"
#include "agent/exchange/fields.hpp"
#include "platform/digest.hpp"
#include "platform/text.hpp"

namespace diag::cases {
namespace {

constexpr std::int64_t format = 1;
constexpr std::size_t longest_line = 1'000;
constexpr std::chrono::minutes clocks_apart{5};
constexpr std::array<std::string_view, 8> names{"opened", "responded", "updated",  "noticed",
                                                "paused", "resumed",   "severity", "closed"};

bool is_line(std::string_view text) {
    return text.size() <= longest_line && one_line(text) == text;
}

std::string line(exchange::Fields& in, std::string_view key) {
    auto text = in.text(key);
    if (!is_line(text)) in.fail(key, "one line of at most 1000 bytes");
    return text;
}

bool says_severity(Kind kind) { return kind == Kind::opened || kind == Kind::severity; }

std::optional<Severity> severity_in(exchange::Fields& in, Kind kind) {
    if (!says_severity(kind)) return std::nullopt;
    const auto text = in.text("severity");
    const auto severity = severity_named(text);
    if (!severity || name_of(*severity) != text) in.fail("severity", "high, medium or low");
    return severity;
}

Error refused(const std::string& why) { return {Fault::refused, why}; }

Result<> check_format(const json::value& document) {
    const auto number = json::integer_at(document, "format");
    if (number && *number > format)
        return Error{Fault::unsupported, "the entry has format " + std::to_string(*number) +
                                             " and this program reads up to format " +
                                             std::to_string(format)};
    if (!number || *number != format)
        return Error{Fault::malformed, "case entry: \"format\" should be 1"};
    return {};
}

}  // namespace

std::string_view name_of(Kind kind) { return names[static_cast<std::size_t>(kind)]; }

std::optional<Kind> kind_named(std::string_view name) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return std::nullopt;
    return static_cast<Kind>(found - names.begin());
}

std::string text_of(const Entry& entry) {
    json::object document{{"format", format},
                          {"case", entry.case_number},
                          {"n", entry.n},
                          {"kind", name_of(entry.kind)},
                          {"at", to_text(entry.at)},
                          {"by", entry.by},
                          {"reason", entry.reason},
                          {"previous", entry.previous}};
    if (entry.severity) document["severity"] = name_of(*entry.severity);
    return json::write(document);
}

Result<Entry> entry_from(std::string_view text) {
    const auto document = json::parse(text);
    if (!document) return document.error();
    if (const auto right = check_format(*document); !right) return right.error();
    exchange::Fields in(*document, "case entry");
    in.natural("format");
    Entry entry{.case_number = line(in, "case"), .n = in.natural("n"), .by = line(in, "by")};
    if (entry.case_number.empty() || !is_number(entry.case_number))
        in.fail("case", "a case number");
    if (entry.n == 0 || entry.n > most_entries) in.fail("n", "a number from 1 to 1000");
    const auto kind = kind_named(in.text("kind"));
    if (!kind) in.fail("kind", "what happened");
    entry.kind = kind.value_or(Kind::opened);
    entry.at = in.time("at");
    entry.reason = line(in, "reason");
    if (entry.kind == Kind::paused && trimmed(entry.reason).empty())
        in.fail("reason", "why the clocks stand");
    entry.previous = entry.n == 1 ? in.text("previous") : in.hex_digest("previous");
    if (entry.n == 1 && !entry.previous.empty()) in.fail("previous", "nothing");
    entry.severity = severity_in(in, entry.kind);
    if (const auto wrong = in.problem()) return *wrong;
    return entry;
}

std::optional<Time> Entry::noted_later() const {
    return noted && *noted > at + clocks_apart ? noted : std::nullopt;
}

Result<> timely(const Entry& entry, Time signed_at, std::optional<Time> previous) {
    const auto when = "was signed at " + to_text(signed_at) + ", before ";
    if (entry.at > signed_at + clocks_apart) return refused(when + "what it tells");
    if (previous && signed_at < *previous - clocks_apart)
        return refused(when + "the entry ahead of it, of " + to_text(*previous));
    return {};
}

bool History::is_paused() const {
    for (auto entry = entries_.rbegin(); entry != entries_.rend(); ++entry) {
        if (entry->kind == Kind::paused) return true;
        if (entry->kind == Kind::resumed || entry->kind == Kind::opened ||
            entry->kind == Kind::closed)
            return false;
    }
    return false;
}

Severity History::severity() const {
    for (auto entry = entries_.rbegin(); entry != entries_.rend(); ++entry)
        if (entry->severity) return *entry->severity;
    return Severity::high;
}

Result<Entry> History::next(Kind kind, Time at, std::string by, std::string reason,
                            std::optional<Severity> severity) const {
    const auto what = "case " + number_ + " ";
    if (entries_.size() >= most_entries) return Error{Fault::full, what + "has 1000 entries"};
    if (kind == Kind::opened && is_open()) return refused(what + "is open already");
    if (kind != Kind::opened && !is_open())
        return refused(what + (entries_.empty() ? "was not opened yet" : "is closed"));
    if (!entries_.empty() && at < entries_.back().at)
        return refused("the last entry of " + what + "is of " + to_text(entries_.back().at) +
                       ": none can be before it");
    if (kind == Kind::paused && is_paused()) return refused(what + "is paused already");
    if (kind == Kind::resumed && !is_paused()) return refused(what + "is not paused");
    if (kind == Kind::paused && trimmed(reason).empty())
        return refused("a pause needs a reason: it stays on record");
    if (says_severity(kind) && !severity)
        return refused(
            "how severe is it? Say --severity high, medium or low, or write it into the "
            "case's file");
    if (!is_line(reason) || !is_line(by))
        return refused("a reason is one line of at most 1000 bytes");
    return Entry{.case_number = number_,
                 .n = entries_.size() + 1,
                 .kind = kind,
                 .at = at,
                 .by = std::move(by),
                 .reason = std::move(reason),
                 .severity = says_severity(kind) ? severity : std::nullopt,
                 .previous = last_digest_};
}

Result<> History::take(Entry entry, std::string digest) {
    const auto expected = next(entry.kind, entry.at, entry.by, entry.reason, entry.severity);
    if (!expected) return expected.error();
    if (text_of(*expected) != text_of(entry))
        return Error{Fault::malformed, "does not follow from the one before it"};
    entries_.push_back(std::move(entry));
    last_digest_ = std::move(digest);
    return {};
}

Result<History> History::from(std::string case_number, const std::vector<std::string>& documents,
                              const Belief& belief) {
    History history(std::move(case_number));
    std::optional<Time> signed_before;
    for (std::size_t n = 0; n < documents.size(); ++n) {
        const auto named = [&](const Error& error) {
            return Error{error.fault, "entry " + std::to_string(n + 1) + " of case " +
                                          history.number_ + ": " + error.what};
        };
        const auto document = cms::open_document(documents[n]);
        if (!document) return named(document.error());
        if (document->signers.size() != 1) return named({Fault::refused, "expected one signature"});
        if (const auto believed = belief(document->signers.front()); !believed)
            return named(believed.error());
        auto entry = entry_from(document->content);
        if (!entry) return named(entry.error());
        if (entry->by != one_line(document->signers.front().signer.name()))
            return named({Fault::refused, "names another than who signed it"});
        const auto signed_at = document->signers.front().signed_at;
        if (const auto fits = timely(*entry, signed_at, signed_before); !fits)
            return named(fits.error());
        entry->noted = signed_before = signed_at;
        if (const auto took = history.take(std::move(*entry), sha256_hex(documents[n])); !took)
            return named(took.error());
    }
    return history;
}

Result<std::string> History::signed_document(const Entry& entry, const Certificate& certificate,
                                             const PrivateKey& key) {
    return cms::sign_document(text_of(entry), certificate, key);
}

}  // namespace diag::cases
