// SPDX-License-Identifier: Apache-2.0
#include "agent/stream/account.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "platform/compress.hpp"
#include "platform/files.hpp"
#include "platform/text.hpp"

namespace diag::stream {
namespace {

constexpr std::size_t sample_limit = 400;
/// Most packed bytes that wait for a source's end, whatever the cap: keeps memory bounded where
/// logs do not pack well.
constexpr std::uint64_t waiting_limit = std::uint64_t{4} << 20;

Result<> write_all(int output, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(output, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return from_errno(errno, "writing what was packed");
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

/// Line `number` (from 0) of redacted text, cut after redaction and at a whole letter.
std::string line_of(std::string_view clean, std::uint64_t number) {
    std::size_t at = 0;
    for (; number > 0 && at < clean.size(); --number)
        at = std::min(clean.find('\n', at), clean.size()) + 1;
    if (at >= clean.size()) return {};
    const auto line = clean.substr(at, std::min(clean.find('\n', at), clean.size()) - at);
    auto text = printable(trimmed(line).substr(0, sample_limit));
    if (text.size() <= sample_limit) return text;
    auto end = sample_limit;  // what was no UTF-8 grew when it was made so
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    text.resize(end);
    return text;
}

}  // namespace

Account::Account(const Attachment& attachment, std::span<const Signature> signatures, int output,
                 std::uint64_t* position)
    : signatures_(signatures), output_(output), position_(position), wanted_(attachment.limit) {
    passed_.name = attachment.name;
    passed_.packed_offset = *position;
}

void Account::fail(const Error& why) {
    if (!passed_.failure) passed_.failure = why;
}

void Account::drop(std::uint64_t from, std::uint64_t to) {
    if (from < to) passed_.dropped.push_back({from, to});
}

void Account::add(const Worked& worked) {
    const auto& block = *worked.block;
    if (block.streamed && keeps()) limit_ = wanted_;
    if (worked.failure) {
        drop(block.offset, block.offset + block.text.size());
        for (const auto& [kind, number] : worked.redactions) passed_.redactions[kind] += number;
        fail(*worked.failure);
    } else if (is_of_tail(worked.clean.size())) {
        wait(worked);
    } else {
        if (!keep(worked.clean, worked.packed))
            drop(block.offset, block.offset + block.text.size());
        count(worked.redactions, worked.sightings,
              [&](const Sighting& sighting) { return line_of(worked.clean, sighting.first_line); });
    }
    if (!block.last) return;
    passed_.read_bytes = block.taken;
    for (const auto& range : block.dropped) drop(range.from, range.to);
    for (const auto& [kind, number] : block.cut) passed_.redactions[kind] += number;
    if (block.failure) fail(*block.failure);
}

bool Account::is_of_tail(std::size_t size) {
    if (size == 0 || limit_ == 0) return false;
    head_is_full_ = head_is_full_ || passed_.size + size > limit_ / 2;
    return head_is_full_;
}

bool Account::keep(std::string_view clean, std::string_view packed) {
    if (keeps() && !clean.empty()) {
        if (const auto written = write_all(output_, packed); !written) {
            // Part of the member may have landed: the next one goes over it.
            ::lseek(output_, static_cast<off_t>(*position_), SEEK_SET);
            fail(written.error());
            return false;
        }
        *position_ += packed.size();
        digest_.update(clean);
    }
    passed_.size += clean.size();
    return true;
}

void Account::count(const exchange::Redactions& redactions, const Sightings& sightings,
                    const std::function<std::string(const Sighting&)>& sample) {
    for (const auto& [kind, number] : redactions) passed_.redactions[kind] += number;
    for (const auto& seen : sightings.signatures) {
        const auto& signature = signatures_[seen.signature];
        auto match = std::find_if(passed_.matches.begin(), passed_.matches.end(),
                                  [&](const auto& m) { return m.id == signature.id; });
        if (match == passed_.matches.end()) {
            SignatureMatch first{.id = signature.id, .severity = signature.severity};
            first.first_line = lines_ + seen.first_line + 1;
            first.first_time = seen.first_time ? seen.first_time : passed_.last_time;
            first.sample = sample(seen);
            passed_.matches.push_back(std::move(first));
            match = passed_.matches.end() - 1;
        }
        match->count += seen.count;
        match->last_line = lines_ + seen.last_line + 1;
        match->last_time = seen.last_time ? seen.last_time : passed_.last_time;
    }
    const auto add_levels = [&](Time time, const LevelCount& levels) {
        if (levels.errors + levels.warnings == 0) return;
        auto& sum = passed_.timeline[time];
        sum.errors += levels.errors;
        sum.warnings += levels.warnings;
    };
    const auto before = passed_.last_time ? passed_.last_time : sightings.first_time;
    if (before)
        add_levels(Time(before->time_since_epoch() / timeline_step * timeline_step),
                   sightings.untimed);
    for (const auto& [time, levels] : sightings.timeline) add_levels(time, levels);
    if (!passed_.first_time) passed_.first_time = sightings.first_time;
    if (sightings.last_time) passed_.last_time = sightings.last_time;
    lines_ += sightings.lines;
}

void Account::wait(const Worked& worked) {
    Waiting waiting{.packed = std::string(worked.packed),
                    .size = worked.clean.size(),
                    .offset = worked.block->offset,
                    .original = worked.block->text.size(),
                    .redactions = worked.redactions,
                    .sightings = worked.sightings,
                    .samples = {}};
    for (const auto& seen : worked.sightings.signatures)
        waiting.samples.emplace_back(seen.signature, line_of(worked.clean, seen.first_line));
    waiting_size_ += waiting.size;
    waiting_packed_ += waiting.packed.size();
    waiting_.push_back(std::move(waiting));
    while (!waiting_.empty() &&
           (passed_.size + waiting_size_ > limit_ || waiting_packed_ > waiting_limit))
        leave_out_oldest();
}

void Account::leave_out_oldest() {
    const auto& oldest = waiting_.front();
    const auto to = oldest.offset + oldest.original;
    if (!passed_.dropped.empty() && passed_.dropped.back().to == oldest.offset)
        passed_.dropped.back().to = to;
    else
        drop(oldest.offset, to);
    waiting_size_ -= oldest.size;
    waiting_packed_ -= oldest.packed.size();
    waiting_.pop_front();
}

Passed Account::close() {
    std::string clean;
    for (; !waiting_.empty(); waiting_.pop_front()) {
        const auto& next = waiting_.front();
        if (const auto unpacked = unpack_member(next.packed, next.size, clean); !unpacked) {
            fail(unpacked.error());
            drop(next.offset, next.offset + next.original);
            continue;
        }
        if (!keep(clean, next.packed)) drop(next.offset, next.offset + next.original);
        count(next.redactions, next.sightings, [&](const Sighting& sighting) {
            for (const auto& [signature, sample] : next.samples)
                if (signature == sighting.signature) return sample;
            return std::string{};
        });
    }
    std::sort(passed_.dropped.begin(), passed_.dropped.end(),
              [](const auto& left, const auto& right) { return left.from < right.from; });
    passed_.packed_size = *position_ - passed_.packed_offset;
    if (keeps()) passed_.sha256 = digest_.finish_hex();
    return std::move(passed_);
}

}  // namespace diag::stream
