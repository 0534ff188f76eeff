// SPDX-License-Identifier: Apache-2.0
#include "agent/stream/blocks.hpp"

#include <algorithm>

#include "agent/redact/binary.hpp"
#include "agent/redact/redactor.hpp"
#include "agent/stream/window.hpp"

namespace diag::stream {
namespace {

constexpr auto npos = std::string_view::npos;

/// A source that comes slowly is handed on in smaller blocks, so that its progress is heard.
constexpr milliseconds longest_fill{2'000};

}  // namespace

BlockReader::BlockReader(const Attachment& attachment, std::size_t place)
    : attachment_(attachment),
      place_(place),
      times_(system_clock().now(), attachment.timestamp_pattern) {
    if (const auto opened = open(); !opened) {
        failure_ = opened.error();
        ended_ = true;
    }
}

Result<> BlockReader::open() {
    if (!attachment_.text.empty()) {
        source_ = text_source(attachment_.text);
        return {};
    }
    if (!attachment_.argv.empty()) {
        auto program = program_source(attachment_.argv);
        if (!program) return program.error();
        source_ = transcoded(std::move(*program));
        skipping_ = attachment_.since.has_value();
        return {};
    }
    auto file = open_regular(attachment_.path);
    if (!file) return file.error();
    file_ = std::move(*file);
    if (attachment_.inode != 0 && attachment_.inode != file_.inode)
        failure_ = Error{Fault::absent, attachment_.path +
                                            " was replaced by another file since it was found; "
                                            "this is the newer one"};
    if (attachment_.gzip) {
        source_ = transcoded(gzip_source(file_));
        skipping_ = attachment_.since.has_value();
        return {};
    }
    return open_parts(attachment_.since ? window_start(file_, *attachment_.since, times_) : 0);
}

Result<> BlockReader::open_parts(std::uint64_t start) {
    std::array<char, 2> mark{};
    const auto got = read_at(file_.descriptor, 0, mark);
    if (!got) return got.error();
    const std::string_view begins(mark.data(), *got);
    if (begins == "\xff\xfe" || begins == "\xfe\xff") {  // UTF-16: offsets are of no use
        source_ = transcoded(range_source(file_, {0, file_.size}));
        skipping_ = attachment_.since.has_value();
        return {};
    }
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
    source_ = range_source(file_, parts_.front());
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

/// What begins as no text is left out whole, without reading on.
void BlockReader::refuse_binary(Block& block) {
    const auto reason = redact::binary_reason(block.text);
    if (!reason) return;
    failure_ = Error{Fault::refused, "not text: " + std::string(*reason)};
    dropped_ = {{0, std::max<std::uint64_t>(offset_, attachment_.gzip ? 0 : file_.size)}};
    block.text.clear();
    rest_.clear();
    parts_.clear();
    ended_ = true;
}

void BlockReader::next(Block& block) {
    block.attachment = place_;
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
    if (skipping_) leave_out_early(block);
    if (!begun_ && !block.text.empty()) {
        refuse_binary(block);
        begun_ = true;
    }
    block.taken = taken_ + (source_ ? source_->taken() : 0);
    if (ended_ && next_part()) ended_ = false;
    block.last = ended_;
    block.failure = failure_;
    block.dropped = dropped_;
}

}  // namespace diag::stream
