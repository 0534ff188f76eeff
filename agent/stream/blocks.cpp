// SPDX-License-Identifier: Apache-2.0
#include "agent/stream/blocks.hpp"

#include <algorithm>

#include "agent/redact/binary.hpp"
#include "agent/redact/redactor.hpp"
#include "agent/stream/unfolded.hpp"
#include "agent/stream/window.hpp"
#include "platform/utf16.hpp"

namespace diag::stream {
namespace {

constexpr auto npos = std::string_view::npos;

/// A source that comes slowly is handed on in smaller blocks, so that its progress is heard.
constexpr milliseconds longest_fill{2'000};

/// What is looked at before a file is read: enough for UTF-16 to show, and for a header of tar.
constexpr std::size_t look_size = 4096;

}  // namespace

BlockReader::BlockReader(const Attachment& attachment, std::size_t place,
                         const OffLimits& off_limits)
    : attachment_(attachment),
      place_(place),
      times_(system_clock().now(), attachment.timestamp_pattern) {
    if (const auto opened = open(off_limits); !opened) {
        failure_ = opened.error();
        ended_ = true;
    }
}

/// A source that cannot be searched: the window is found on the way.
void BlockReader::open_stream(std::unique_ptr<Source> source) {
    source_ = std::move(source);
    skipping_ = attachment_.since.has_value();
}

Result<> BlockReader::open(const OffLimits& off_limits) {
    if (!attachment_.text.empty()) {
        source_ = text_source(attachment_.text);
        return {};
    }
    if (!attachment_.argv.empty()) {
        auto program = program_source(attachment_.argv);
        if (!program) return program.error();
        open_stream(transcoded(std::move(*program)));
        return {};
    }
    auto file = open_regular(attachment_.path, off_limits);
    if (!file) return file.error();
    file_ = std::move(*file);
    if (attachment_.inode != 0 && attachment_.inode != file_.inode)
        failure_ = Error{Fault::absent, attachment_.path +
                                            " was replaced by another file since it was found; "
                                            "this is the newer one"};
    if (attachment_.gzip) {
        open_stream(transcoded(unfolded(gzip_source(file_), cut_, unpack_limit(file_))));
        return {};
    }
    return open_parts();
}

Result<> BlockReader::open_parts() {
    std::array<char, look_size> room;
    const auto got = read_at(file_.descriptor, 0, room);
    if (!got) return got.error();
    const std::string_view begins(room.data(), *got);
    if (is_folded(begins)) {
        open_stream(
            transcoded(unfolded(range_source(file_, {0, file_.size}), cut_, unpack_limit(file_))));
        return {};
    }
    Utf16Reader utf16;
    std::string text;
    utf16.read(begins, true, text);
    if (utf16.met()) {  // offsets are of no use
        open_stream(transcoded(range_source(file_, {0, file_.size})));
        return {};
    }
    const auto start = attachment_.since ? window_start(file_, *attachment_.since, times_) : 0;
    is_plain_ = true;
    drop(0, start);
    parts_ = capped(file_, {start, file_.size}, attachment_.limit);
    for (std::size_t i = 1; i < parts_.size(); ++i) drop(parts_[i - 1].to, parts_[i].from);
    ended_ = !next_part();
    return {};
}

bool BlockReader::next_part() {
    if (source_) taken_ += source_->taken();
    source_.reset();
    if (parts_.empty()) return false;
    source_ = transcoded(range_source(file_, parts_.front()));
    offset_ = parts_.front().from;
    parts_.erase(parts_.begin());
    return true;
}

void BlockReader::drop(std::uint64_t from, std::uint64_t to) {
    if (from >= to) return;
    if (!dropped_.empty() && dropped_.back().to == from)
        dropped_.back().to = to;
    else
        dropped_.push_back({from, to});
}

bool BlockReader::fill(std::string& text) {
    auto size = text.size();
    text.resize(block_size);
    bool more = true;
    const auto until = system_clock().uptime() + longest_fill;
    while (more && size < block_size && system_clock().uptime() < until) {
        const auto got = source_->read(std::span(text).subspan(size));
        if (!got && !failure_) failure_ = got.error();
        if (!got) parts_.clear();
        more = got && *got > 0;
        if (more) size += *got;
    }
    text.resize(size);
    return more;
}

void BlockReader::cut(Block& block) {
    auto at = redact::Redactor::safe_cut(block.text);
    if (at == 0 && block.text.size() >= block_size) at = redact::Redactor::forced_cut(block.text);
    rest_.assign(block.text, at);
    block.text.resize(at);
}

/// Packed files and programs cannot be searched for the window: it is found on the way.
void BlockReader::leave_out_early(Block& block) {
    const auto start = window_start(block.text, *attachment_.since, times_);
    const auto size = start == npos ? block.text.size() : start;
    skipping_ = start == npos;
    drop(block.offset, block.offset + size);
    block.text.erase(0, size);
    block.offset += size;
}

/// A hole as a crash leaves it, or a log that was cut off while its writer went on.
void BlockReader::leave_out_zeros(Block& block) {
    drop(block.offset, block.offset + block.text.size());
    block.text.clear();
}

/// From where a text turns into something else nothing is kept, and no more is read.
void BlockReader::stop_at_foreign(Block& block) {
    const auto foreign = redact::first_foreign(block.text);
    if (!foreign) return;
    if (block.text.find_first_not_of('\0') == npos) return leave_out_zeros(block);
    const auto line = block.text.rfind('\n', foreign->at);
    block.text.resize(foreign->at == 0 || line == npos ? 0 : std::min(line + 1, foreign->at));
    const auto from = block.offset + block.text.size();
    ++cut_[std::string(redact::kind_names[static_cast<std::size_t>(foreign->form.kind)])];
    failure_ = Error{
        Fault::refused,
        "not text" + (from == 0 ? std::string{} : " from byte " + std::to_string(from) + " on") +
            ": " + std::string(foreign->form.name)};
    std::erase_if(dropped_, [&](const auto& range) { return range.from >= from; });
    drop(from, std::max(offset_, is_plain_ ? file_.size : 0));
    rest_.clear();
    parts_.clear();
    ended_ = true;
}

/// Of nothing but holes nothing was kept, and that is said.
void BlockReader::end_without_text() {
    if (kept_ || failure_ || dropped_.empty() || skipping_ || attachment_.since) return;
    ++cut_["data"];
    failure_ = Error{Fault::refused, "not text: nothing but zeros"};
}

void BlockReader::next(Block& block) {
    block.attachment = place_;
    block.streamed = !is_plain_;
    block.text.assign(rest_);
    rest_.clear();
    block.offset = offset_;
    if (!ended_) {
        if (fill(block.text))
            cut(block);
        else
            ended_ = true;
    }
    offset_ = block.offset + block.text.size();
    // Before the window is looked for: a picture's lines tell no time.
    if (!block.text.empty()) stop_at_foreign(block);
    if (skipping_ && !block.text.empty()) leave_out_early(block);
    kept_ = kept_ || !block.text.empty();
    block.taken = taken_ + (source_ ? source_->taken() : 0);
    if (ended_ && next_part()) ended_ = false;
    if (ended_) end_without_text();
    block.last = ended_;
    block.failure = failure_;
    block.dropped = dropped_;
    block.cut = cut_;
}

}  // namespace diag::stream
