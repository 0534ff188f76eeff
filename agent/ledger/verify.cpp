// SPDX-License-Identifier: Apache-2.0
#include "agent/ledger/verify.hpp"

#include <deque>

#include "agent/ledger/lines.hpp"
#include "platform/authority.hpp"
#include "platform/text.hpp"

namespace diag::ledger {
namespace {

constexpr std::size_t most_signers_told = 16;
constexpr std::size_t checkpoints_remembered = 4096;

std::string entries_text(std::uint64_t from, std::uint64_t to) {
    return from == to ? "entry " + std::to_string(from) + " is"
                      : "entries " + std::to_string(from) + " to " + std::to_string(to) + " are";
}

/// A line that was read, and what the chain says of it so far.
struct Read {
    std::string segment;
    std::uint64_t number = 0;
    Entry entry;
    std::string hash;
};

class Verification {
public:
    explicit Verification(const Against& against) : against_(against) {}

    Result<Verdict> of(const Book& book) {
        auto lines = Lines::open(book);
        if (!lines) return lines.error();
        while (!verdict_.flaw) {
            const auto line = lines->next();
            if (!line) return line.error();
            if (!*line) {
                check_end(lines->head());
                break;
            }
            look_at(**line);
        }
        if (!verdict_.flaw) verdict_.flaw = loss_;
        return std::move(verdict_);
    }

private:
    std::uint64_t expected() const { return last_ ? last_->entry.n + 1 : 0; }
    const std::string& expected_hash() const { return last_ ? last_->hash : none_; }

    void find(const std::string& segment, std::uint64_t line, std::uint64_t n, std::string what) {
        if (!verdict_.flaw) verdict_.flaw = Flaw{segment, line, n, std::move(what)};
    }
    void find(const Read& at, std::string what) {
        find(at.segment, at.number, at.entry.n, std::move(what));
    }

    void look_at(const Line& line) {
        if (line.number == 1 && !in_order(line.segment)) return;
        const auto entry = entry_from(line.text);
        // The line before was at odds with its own predecessor. Which of the two was altered?
        if (doubted_) return settle_doubt(entry && entry->previous == doubted_->hash);
        if (!entry)
            return find(line.segment, line.number, expected(),
                        "was altered: it is " + entry.error().what);
        Read read{line.segment, line.number, *entry, hash_of(line.text)};
        if (entry->n != expected() || entry->previous != expected_hash()) return compare(read);
        accept(std::move(read));
    }

    /// Closed segments are numbered from 1 without a gap.
    bool in_order(const std::string& segment) {
        if (segment == current_segment || segment == segment_name(segments_ + 1)) {
            ++segments_;
            return true;
        }
        find(segment_name(segments_ + 1), 0, expected(), "is missing with its whole segment");
        return false;
    }

    /// An entry that does not follow the one before.
    void compare(Read& read) {
        const auto n = read.entry.n;
        if (n == expected()) {
            doubted_ = std::move(read);
            return;
        }
        if (read.entry.previous == expected_hash())
            return find(read.segment, read.number, expected(),
                        "was altered: its number is " + std::to_string(n));
        if (n > expected())
            return find(read.segment, read.number, expected(),
                        "is not where it should be: " + entries_text(expected(), n - 1) +
                            " missing or out of order before entry " + std::to_string(n));
        if (last_ && read.hash == last_->hash) return find(read, "is there twice");
        find(read, "is there again: an entry was inserted, or two were swapped");
    }

    /// If what comes after fits the doubted entry, that one is as it was written and the one before
    /// it is not.
    void settle_doubt(bool vouched) {
        if (vouched && last_)
            return find(*last_, "was altered: the entry after it was written after another one");
        find(*doubted_, "was altered, or the one before it was");
    }

    void accept(Read read) {
        ++verdict_.entries;
        verdict_.newest = read.entry.time;
        if (read.entry.kind == Kind::checkpoint) check_checkpoint(read);
        if (read.entry.kind == Kind::repair) take_note(read);
        const auto& kept = against_.kept;
        if (kept && kept->n == read.entry.n && kept->hash != read.hash)
            find(read,
                 "is not the one that the checkpoint kept elsewhere proves: it, or one "
                 "before it, was rewritten");
        last_ = std::move(read);
    }

    void take_note(const Read& read) {
        const json::value data(read.entry.data);
        if (json::text_at(data, "what") == "torn") {
            ++verdict_.torn;
            return;
        }
        if (loss_) return;
        const auto left = json::integer_at(data, "left_at.n");
        const auto found = json::integer_at(data, "found_at.n");
        std::string what = "tells of a loss: ";
        if (!left)
            what += "head.json was gone";
        else if (!found || *left > *found)
            what += "the ledger had ended with entry " + std::to_string(*left) + ", and " +
                    (found ? "entry " + std::to_string(*found) + " was the last one there"
                           : "nothing was there");
        else
            what += "the entry before it was not as it had been written";
        loss_ = Flaw{read.segment, read.number, read.entry.n, what};
    }

    void check_checkpoint(const Read& read) {
        const auto carried = carried_by(read.entry);
        if (!carried) return find(read, "holds no checkpoint: " + carried.error().what);
        const auto proof = proof_from(carried->document);
        if (!proof) return find(read, "holds a checkpoint that fails: " + proof.error().what);
        if (carried->countersigned) return check_countersigned(read, *proof);
        const auto& checkpoint = proof->checkpoint;
        if (!last_ || checkpoint.n != last_->entry.n || checkpoint.hash != last_->hash)
            return find(read,
                        "holds a checkpoint of another ledger, or what came before it was "
                        "rewritten");
        if (checkpoint.time != read.entry.time || proof->signers.size() != 1)
            return find(read, "holds a checkpoint of another moment");
        if (!trusted(proof->signers.front(), checkpoint.time))
            return find(read, "holds a checkpoint signed by an agent that was not enrolled");
        ++verdict_.checkpoints;
        if (verdict_.signers.size() < most_signers_told) verdict_.signers.insert(checkpoint.agent);
        remembered_.push_back(checkpoint);
        if (remembered_.size() > checkpoints_remembered) remembered_.pop_front();
    }

    void check_countersigned(const Read& read, const Proof& proof) {
        bool known = false;
        for (const auto& each : remembered_) known = known || each == proof.checkpoint;
        if (!known || proof.signers.size() < 2)
            return find(read, "holds a countersignature of no checkpoint before it");
        for (const auto& signer : proof.signers)
            if (signer.fingerprint() != proof.checkpoint.agent && against_.authority &&
                !vouched_for(signer, *against_.authority, nullptr, proof.checkpoint.time))
                return find(read, "holds a countersignature of nobody the authority knows");
        ++verdict_.countersignatures;
    }

    bool trusted(const Certificate& signer, Time at) {
        if (!against_.authority) return true;
        if (vouched_for(signer, *against_.authority, nullptr, at)) {
            ++verdict_.vouched;
            return true;
        }
        return verdict_.vouched == 0 && signer.self_signed();
    }

    void check_end(const Result<std::optional<Head>>& head) {
        if (doubted_) return settle_doubt(head && *head && (*head)->hash == doubted_->hash);
        const auto& kept = against_.kept;
        const std::string segment(current_segment);
        const auto line = last_ && last_->segment == segment ? last_->number + 1 : 1;
        if (kept && kept->n >= expected())
            return find(segment, line, expected(),
                        "is missing: the checkpoint kept elsewhere proves that there was an "
                        "entry " +
                            std::to_string(kept->n));
        if (!head)
            return find("head.json", 0, last_ ? last_->entry.n : 0,
                        "cannot be compared: " + head.error().what);
        compare_head(*head, line);
    }

    void compare_head(const std::optional<Head>& head, std::uint64_t line) {
        const std::string segment(current_segment);
        if (!last_ && !head) return;
        if (!head) {
            if (last_->entry.n > 0)
                find("head.json", 0, last_->entry.n, "cannot be compared: the file is gone");
            return;
        }
        if (head->n >= expected())
            return find(segment, line, expected(),
                        "is missing: the last one written was entry " + std::to_string(head->n));
        if (head->n == last_->entry.n && head->hash != last_->hash)
            return find(*last_, "was altered: it is not the one that was written last");
        // A power cut between a line and its head leaves the head one entry behind.
        const bool behind = head->n + 1 == last_->entry.n && head->hash == last_->entry.previous;
        if (head->n != last_->entry.n && !behind)
            find(*last_, "was added by somebody else: the last one written was entry " +
                             std::to_string(head->n));
    }

    const Against& against_;
    Verdict verdict_;
    std::optional<Read> last_;
    std::optional<Read> doubted_;
    std::optional<Flaw> loss_;
    std::deque<Checkpoint> remembered_;
    std::uint64_t segments_ = 0;
    const std::string none_ = no_previous();
};

}  // namespace

std::string sentence_of(const Flaw& flaw) {
    return flaw.segment + (flaw.line > 0 ? ", line " + std::to_string(flaw.line) : "") +
           ": entry " + std::to_string(flaw.n) + " " + flaw.what;
}

Result<Verdict> verify(const std::filesystem::path& directory, const Against& against) {
    const auto book = Book::at(directory);
    if (!book) return book.error();
    return Verification(against).of(*book);
}

}  // namespace diag::ledger
