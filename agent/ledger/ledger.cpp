// SPDX-License-Identifier: Apache-2.0
#include "agent/ledger/ledger.hpp"

#include <optional>

#include "agent/ledger/checkpoint.hpp"
#include "agent/ledger/lines.hpp"
#include "agent/ledger/pen.hpp"

namespace diag::ledger {
namespace {

bool same_day(Time one, Time other) {
    return std::chrono::floor<std::chrono::days>(one) ==
           std::chrono::floor<std::chrono::days>(other);
}

Result<std::string> write_checkpoint(Pen& pen, const exchange::Identity& identity, Time now) {
    const auto document = signed_document({.agent = identity.certificate.fingerprint(),
                                           .n = pen.tail().last->n,
                                           .hash = pen.tail().hash,
                                           .time = now},
                                          identity);
    if (!document) return document.error();
    const auto written = pen.write(Kind::checkpoint, checkpoint_data(*document, false), now);
    if (!written) return written.error();
    return document;
}

/// Where the ledger holds that checkpoint: with the agent's signature alone, and with a second one.
struct Held {
    bool made = false;
    std::optional<std::uint64_t> countersigned;
};

Result<Held> held(const Book& book, const Checkpoint& wanted) {
    auto lines = Lines::open(book);
    if (!lines) return lines.error();
    Held held;
    for (;;) {
        const auto line = lines->next();
        if (!line) return line.error();
        if (!*line) return held;
        // Most lines tell of other things: not worth reading as JSON.
        if ((*line)->text.find("\"kind\":\"checkpoint\"") == std::string_view::npos) continue;
        const auto entry = entry_from((*line)->text);
        if (!entry || entry->kind != Kind::checkpoint || entry->n <= wanted.n) continue;
        const auto carried = carried_by(*entry);
        if (!carried || (!carried->countersigned && entry->n != wanted.n + 1)) continue;
        const auto proof = proof_from(carried->document);
        if (!proof || !(proof->checkpoint == wanted)) continue;
        if (carried->countersigned) {
            held.countersigned = entry->n;
            return held;
        }
        held.made = true;
    }
}

}  // namespace

std::filesystem::path directory_in(const std::filesystem::path& state) { return state / "ledger"; }

Result<Ledger> Ledger::open(const std::filesystem::path& state, exchange::Identity identity,
                            Habits habits, Clock& clock) {
    auto book = Book::own(directory_in(state));
    if (!book) return book.error();
    return Ledger{std::move(*book), std::move(identity), habits, clock};
}

Result<std::uint64_t> Ledger::append(Kind kind, json::object data) {
    const auto lock = book_.lock(Book::For::writing);
    if (!lock) return lock.error();
    auto pen = Pen::take(book_, habits_.segment_bytes, *clock_);
    if (!pen) return pen.error();
    const auto now = clock_->now();
    const auto written = pen->write(kind, std::move(data), now);
    if (!written) return written.error();
    const bool first_of_day = !pen->found() || !same_day(pen->found()->time, now);
    if (first_of_day || (written->n + 1) % habits_.checkpoint_every == 0)
        if (const auto made = write_checkpoint(*pen, identity_, now); !made) return made.error();
    return written->n;
}

Result<std::string> Ledger::checkpoint() {
    const auto lock = book_.lock(Book::For::writing);
    if (!lock) return lock.error();
    auto pen = Pen::take(book_, habits_.segment_bytes, *clock_);
    if (!pen) return pen.error();
    const auto& last = pen->tail().last;
    if (!last) return Error{Fault::absent, "the ledger is empty: there is nothing to sign yet"};
    if (last->kind == Kind::checkpoint)
        if (const auto carried = carried_by(*last); carried && !carried->countersigned)
            return carried->document;
    return write_checkpoint(*pen, identity_, clock_->now());
}

Result<std::uint64_t> Ledger::countersigned(std::string_view document) {
    const auto proof = proof_from(document);
    if (!proof) return proof.error();
    if (proof->signers.size() < 2)
        return Error{Fault::malformed, "the checkpoint bears no second signature"};
    const auto known = held(book_, proof->checkpoint);
    if (!known) return known.error();
    if (known->countersigned) return *known->countersigned;
    if (!known->made) return Error{Fault::refused, "it is no checkpoint of this ledger"};
    return append(Kind::checkpoint, checkpoint_data(document, true));
}

}  // namespace diag::ledger
