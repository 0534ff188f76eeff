// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/content_writer.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "agent/collect/words.hpp"
#include "agent/exchange/tar.hpp"
#include "platform/compress.hpp"
#include "platform/digest.hpp"
#include "platform/files.hpp"

namespace diag::collect {
namespace {

constexpr std::string_view contents_name = "contents.json";

/// Packed bytes that are sealed and written in a millisecond on a slow disk: 32 MB a second.
constexpr std::uint64_t copied_in_a_ms = 32'000;

/// So that the temporary need stays near one attachment. Not every file system can: no matter.
void free_place([[maybe_unused]] const Stretch& stretch) {
#ifdef FALLOC_FL_PUNCH_HOLE
    [[maybe_unused]] const int freed =
        ::fallocate(stretch.file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                    static_cast<off_t>(stretch.offset),
                    static_cast<off_t>(std::max<std::uint64_t>(1, stretch.size)));
#endif
}

}  // namespace

Result<> ContentWriter::put(std::string_view plain) {
    constexpr std::size_t piece = std::size_t{1} << 20;
    for (std::size_t at = 0; at < plain.size(); at += piece) {
        const auto member = gzip_member(plain.substr(at, piece));
        if (!member) return member.error();
        if (const auto written = write(*member); !written) return written.error();
    }
    return {};
}

// What is small goes in one member; of what is large no copy is made.
Result<> ContentWriter::put_between(const std::string& header, std::string_view plain,
                                    const std::string& padding) {
    constexpr std::size_t small = std::size_t{1} << 20;
    if (plain.size() <= small) return put(header + std::string(plain) + padding);
    for (const auto part : {std::string_view(header), plain, std::string_view(padding)})
        if (const auto done = put(part); !done) return done;
    return {};
}

Result<> ContentWriter::write(std::string_view packed) {
    written_ += packed.size();
    return output_(packed);
}

void ContentWriter::keep(exchange::ContentEntry entry, std::uint64_t from) {
    contents_.entries.push_back(std::move(entry));
    extents_.push_back({from, written_});
}

void ContentWriter::leave_out(exchange::ContentEntry entry, const proof::Found& found) {
    entry.failure = leaked(found);
    for (const auto& [family, count] : found) entry.leaks[family] += count;
    entry.left_out = exchange::LeftOutBy::second_look;
    add_failure(std::move(entry));
}

// Two items may want one path: a percent sign ends what the first left free, before an ending that
// says what is in it.
std::string ContentWriter::free_path(std::string path, std::string_view ending) {
    const auto taken = [&](const std::string& wanted) {
        return std::any_of(contents_.entries.begin(), contents_.entries.end(),
                           [&](const auto& entry) { return entry.path == wanted; });
    };
    if (!taken(path)) return path;
    const auto stem = path.substr(0, path.size() - ending.size());
    for (int number = 2;; ++number)
        if (auto other = stem + (ending.empty() ? "%" : "-") + std::to_string(number);
            !taken(other.append(ending)))
            return other;
}

Result<> ContentWriter::add(std::string path, const redact::Redacted& text,
                            exchange::ContentEntry entry) {
    const auto whose = entry.collector.empty() ? proof::Whose::ours : proof::Whose::site;
    const auto found = look_.look(text.text(), whose);
    ++looked_files_;
    looked_bytes_ += text.text().size();
    if (!found.empty() && entry.collector.empty())
        return Error{Fault::bug, path + ": " + leaked(found).what + "; nothing was sealed"};
    if (!found.empty()) {
        leave_out(std::move(entry), found);
        return {};
    }
    return put_file(std::move(path), text.text(), std::move(entry));
}

Result<> ContentWriter::add_picture(std::string path, const pictures::Picture& picture,
                                    exchange::ContentEntry entry) {
    entry.picture = picture.form() == pictures::Form::png ? "png" : "jpeg";
    // Programs know a picture by its ending.
    path = free_path(path, std::string_view(path).substr(std::min(path.rfind('.'), path.size())));
    return put_file(std::move(path), picture.bytes(), std::move(entry));
}

Result<> ContentWriter::put_file(std::string path, std::string_view plain,
                                 exchange::ContentEntry entry) {
    entry.path = free_path(std::move(path));
    entry.size = plain.size();
    entry.sha256 = sha256_hex(plain);
    const auto header = exchange::tar_header(entry.path, entry.size);
    if (!header) return header.error();
    const auto from = written_;
    if (const auto done = put_between(*header, plain, exchange::tar_padding(entry.size)); !done)
        return done;
    keep(std::move(entry), from);
    return {};
}

bool ContentWriter::in_time(milliseconds needed) const {
    return needed < bounds_.until - system_clock().uptime();
}

Result<> ContentWriter::look_again(const Stretch& stretch, const stream::Passed& passed,
                                   proof::Found& found) {
    proof::Reading reading(look_, proof::Whose::site);
    bool go_on = !bounds_.stopped() && in_time();
    const auto read = reread(stretch, [&](std::string_view bytes) {
        go_on = go_on && !bounds_.stopped() && in_time();
        if (go_on) reading.take(bytes);
        return go_on && reading.bytes() <= passed.size;
    });
    if (!read) return read.error();
    if (go_on && reading.bytes() != passed.size)
        return Error{Fault::malformed, "what was packed has another size than was told"};
    // What is not copied whole ruins the archive, so there must be time for that as well.
    if (!go_on || !in_time(milliseconds{passed.packed_size / copied_in_a_ms}))
        return Error{Fault::timed_out,
                     "the time of the run was over before it was looked at a second time"};
    found = reading.finish();
    ++looked_files_;
    looked_bytes_ += passed.size;
    return {};
}

Result<bool> ContentWriter::add_packed(std::string path, int pack, const stream::Passed& passed,
                                       exchange::ContentEntry entry) {
    const Stretch stretch{pack, passed.packed_offset, passed.packed_size};
    proof::Found found;
    const auto looked = look_again(stretch, passed, found);
    if (bounds_.stopped()) return Error{Fault::refused, "stopped before anything was sealed"};
    if (!looked || !found.empty()) {
        free_place(stretch);
        if (looked)
            leave_out(std::move(entry), found);
        else
            entry.failure = Error{looked.error().fault, "left out: " + looked.error().what};
        if (!looked) add_failure(std::move(entry));
        return false;
    }
    entry.path = free_path(std::move(path));
    entry.size = passed.size;
    entry.sha256 = passed.sha256;
    const auto header = exchange::tar_header(entry.path, entry.size);
    if (!header) return header.error();
    const auto from = written_;
    if (const auto done = put(*header); !done) return done.error();
    if (const auto copied = copy(stretch); !copied) return copied.error();
    free_place(stretch);
    if (const auto done = put(exchange::tar_padding(entry.size)); !done) return done.error();
    keep(std::move(entry), from);
    return true;
}

Result<> ContentWriter::add_again(int file, const Extent& extent, exchange::ContentEntry entry) {
    const auto from = written_;
    if (const auto copied = copy({file, extent.from, extent.to - extent.from}); !copied)
        return copied.error();
    if (entry.picture.empty()) {
        ++looked_files_;
        looked_bytes_ += entry.size;
    }
    keep(std::move(entry), from);
    return {};
}

Result<> ContentWriter::copy(const Stretch& stretch) {
    std::array<char, 65536> block;
    for (std::uint64_t done = 0; done < stretch.size;) {
        const auto wanted = std::min<std::uint64_t>(block.size(), stretch.size - done);
        const auto got =
            ::pread(stretch.file, block.data(), wanted, static_cast<off_t>(stretch.offset + done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return from_errno(errno, "reading back what was packed");
        if (got == 0) return Error{Fault::io, "reading back what was packed: it ended early"};
        const auto written = write({block.data(), static_cast<std::size_t>(got)});
        if (!written) return written.error();
        done += static_cast<std::uint64_t>(got);
    }
    return {};
}

void ContentWriter::add_failure(exchange::ContentEntry entry) {
    entry.path.clear();
    contents_.entries.push_back(std::move(entry));
    extents_.push_back({});
}

/// ", where an entry of disk is told": the first that leaks by itself.
std::string ContentWriter::whose_leak() const {
    for (const auto& entry : contents_.entries)
        if (const auto alone = json::write_pretty(exchange::to_json(exchange::Contents{{entry}}));
            !look_.look(alone).empty())
            return ", where an entry of " +
                   (entry.collector.empty() ? std::string("our own") : entry.collector) +
                   " is told";
    return {};
}

Result<> ContentWriter::finish() {
    const auto text = json::write_pretty(exchange::to_json(contents_));
    if (const auto found = look_.look(text); !found.empty())
        return Error{Fault::bug, std::string(contents_name) + whose_leak() + ": " +
                                     leaked(found).what + "; nothing was sealed"};
    const auto header = exchange::tar_header(contents_name, text.size());
    if (!header) return header.error();
    return put(*header + text + exchange::tar_padding(text.size()) + exchange::tar_end());
}

}  // namespace diag::collect
