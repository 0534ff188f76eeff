// SPDX-License-Identifier: Apache-2.0
// The order of writes is what makes a power cut harmless: a line is on the disk before head.json
// names it, torn bytes are kept before they are cut off, and told of before they count as kept.
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "agent/exchange/output_file.hpp"
#include "agent/ledger/backwards.hpp"
#include "agent/ledger/pen.hpp"
#include "platform/digest.hpp"
#include "platform/files.hpp"

namespace diag::ledger {
namespace {

/// The last line in `bytes` that is an entry, and where it ends.
struct Found {
    Entry entry;
    std::string hash;
    std::size_t end = 0;
};

std::optional<Found> last_entry_in(std::string_view bytes) {
    std::optional<Found> last;
    each_backwards(bytes, [&](const EntryLine& line) {
        last = Found{line.entry, hash_of(line.text), line.end};
        return false;
    });
    return last;
}

json::object described(std::uint64_t n, const std::string& hash) {
    return {{"n", n}, {"hash", hash}};
}

}  // namespace

Result<Pen> Pen::take(const Book& book, std::uint64_t segment_bytes, Clock& clock) {
    auto file = book.write();
    if (!file) return file.error();
    Pen pen(book, std::move(*file), segment_bytes, clock);
    if (const auto done = pen.find_tail(); !done) return done.error();
    pen.found_ = pen.tail_.last;
    if (const auto done = pen.set_torn_aside(); !done) return done.error();
    if (const auto done = pen.compare_with_head(); !done) return done.error();
    if (const auto done = pen.tell_of_torn(); !done) return done.error();
    return pen;
}

/// In the current segment, else at the end of the one closed last.
Result<> Pen::find_tail() {
    const auto name = book_.path_of(current_segment);
    const auto size = size_of(file_.get(), name);
    if (!size) return size.error();
    tail_ = Tail{};
    tail_.size = *size;
    const auto from = *size - std::min<std::uint64_t>(*size, reach);
    const auto bytes = read_at(file_.get(), from, static_cast<std::size_t>(*size - from), name);
    if (!bytes) return bytes.error();
    auto found = last_entry_in(*bytes);
    if (found) tail_.whole = from + found->end;
    if (!found && from > 0) return Error{Fault::malformed, name + " is damaged"};
    if (!found) {
        const auto closed = book_.closed();
        if (!closed) return closed.error();
        if (closed->empty()) return {};
        const auto end = end_of(book_, segment_name(closed->back()));
        if (!end) return end.error();
        found = last_entry_in(*end);
    }
    if (!found) return Error{Fault::malformed, book_.directory().native() + " is damaged"};
    tail_.last = std::move(found->entry);
    tail_.hash = std::move(found->hash);
    return {};
}

Result<> Pen::set_torn_aside() {
    const auto name = book_.path_of(current_segment);
    if (tail_.size == tail_.whole) return {};
    const auto torn =
        read_at(file_.get(), tail_.whole, static_cast<std::size_t>(tail_.size - tail_.whole), name);
    if (!torn) return torn.error();
    const auto kept = book_.set_aside(*torn, clock_.now());
    if (!kept) return kept.error();
    if (::ftruncate(file_.get(), static_cast<off_t>(tail_.whole)) != 0 || ::fsync(file_.get()) != 0)
        return from_errno(errno, name);
    tail_.size = tail_.whole;
    return {};
}

Result<> Pen::tell_of_torn() {
    const auto names = book_.pending();
    if (!names) return names.error();
    for (const auto& name : *names) {
        const auto file = book_.read(name);
        if (!file) return file.error();
        const auto size = size_of(file->get(), book_.path_of(name));
        if (!size) return size.error();
        const auto bytes = read_at(file->get(), 0, reach, book_.path_of(name));
        if (!bytes) return bytes.error();
        const auto told = write(Kind::repair,
                                {{"what", "torn"},
                                 {"file", settled_name(name)},
                                 {"bytes", *size},
                                 {"sha256", sha256_hex(*bytes)}},
                                clock_.now());
        if (!told) return told.error();
        if (const auto done = book_.told_of(name); !done) return done.error();
    }
    return {};
}

/// The head names the last entry, or the one before where a power cut fell between line and head.
Result<> Pen::compare_with_head() {
    auto head = book_.head();
    if (!head && head.error().fault != Fault::malformed) return head.error();
    const auto known = head ? *head : std::nullopt;
    if (!tail_.last) return known || !head ? tell_of_loss(known) : Result<>{};
    if (known && known->n == tail_.last->n && known->hash == tail_.hash) return {};
    const bool behind = known ? known->n + 1 == tail_.last->n && known->hash == tail_.last->previous
                              : head && tail_.last->n == 0;
    if (behind) return book_.set_head({.n = tail_.last->n, .hash = tail_.hash});
    return tell_of_loss(known);
}

Result<> Pen::tell_of_loss(const std::optional<Head>& head) {
    json::object data{{"what", "lost"}};
    if (head) data["left_at"] = described(head->n, head->hash);
    if (tail_.last) data["found_at"] = described(tail_.last->n, tail_.hash);
    const auto told = write(Kind::repair, std::move(data), clock_.now());
    if (!told) return told.error();
    return {};
}

Result<> Pen::turn_page() {
    if (const auto closed = book_.close_segment(); !closed) return closed.error();
    auto file = book_.write();
    if (!file) return file.error();
    file_ = std::move(*file);
    tail_.size = tail_.whole = 0;
    return {};
}

Result<> Pen::put(const std::string& line) {
    const auto name = book_.path_of(current_segment);
    Result<> done = exchange::write_all(file_.get(), line, name);
    if (done && ::fsync(file_.get()) != 0) done = from_errno(errno, name);
    if (done) return {};
    // Where even this fails the next writer finds a torn line, and mends that.
    [[maybe_unused]] const int cut = ::ftruncate(file_.get(), static_cast<off_t>(tail_.size));
    return done.error();
}

Result<Entry> Pen::write(Kind kind, json::object data, Time time) {
    const auto line = line_of({.n = tail_.next(),
                               .time = time,
                               .kind = kind,
                               .data = std::move(data),
                               .previous = tail_.hash});
    if (line.size() > longest_line)
        return Error{Fault::full, "an entry of the ledger may have at most " +
                                      std::to_string(longest_line) + " bytes"};
    auto entry = entry_from(line);
    if (!entry) return Error{Fault::bug, "an entry that could not be read: " + entry.error().what};
    if (tail_.size > 0 && tail_.size + line.size() > segment_bytes_)
        if (const auto turned = turn_page(); !turned) return turned.error();
    if (const auto put_down = put(line); !put_down) return put_down.error();
    tail_.size = tail_.whole = tail_.size + line.size();
    tail_.last = *entry;
    tail_.hash = hash_of(line);
    if (const auto set = book_.set_head({.n = entry->n, .hash = tail_.hash}); !set)
        return set.error();
    return entry;
}

}  // namespace diag::ledger
