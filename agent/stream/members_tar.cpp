// SPDX-License-Identifier: Apache-2.0
// Members of a tar: POSIX.1-1988 ustar, with GNU tar's long names, sizes and sparse files, and with
// name and size of the pax header before one. What a global pax header says is of no member alone.
#include <array>
#include <optional>

#include "agent/stream/pax.hpp"
#include "agent/stream/unfolded.hpp"
#include "platform/text.hpp"

namespace diag::stream {
namespace {

constexpr std::size_t block = 512;
constexpr std::size_t longest_name = 4096;

/// A field up to its NUL.
std::string_view field(std::string_view header, std::size_t at, std::size_t size) {
    const auto text = header.substr(at, size);
    return text.substr(0, text.find('\0'));
}

/// An octal number, or one of 95 bits where GNU marks it so; nothing for what is neither.
std::optional<std::uint64_t> number(std::string_view header, std::size_t at, std::size_t size) {
    std::uint64_t value = 0;
    if ((header[at] & '\x80') != 0) {
        for (std::size_t i = size - 8; i < size; ++i)
            value = value << 8 | static_cast<unsigned char>(header[at + i]);
        return value >> 62 == 0 ? std::optional{value} : std::nullopt;
    }
    for (const char digit : trimmed(field(header, at, size))) {
        if (digit < '0' || digit > '7') return {};
        value = value << 3 | static_cast<std::uint64_t>(digit - '0');
    }
    return value;
}

/// Whether the header's sum is that of its bytes, its own taken as blanks.
bool holds(std::string_view header) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < block; ++i)
        sum += i >= 148 && i < 156 ? ' ' : static_cast<unsigned char>(header[i]);
    return number(header, 148, 8) == sum;
}

bool is_gnu(std::string_view header) { return header.substr(257, 6) == "ustar "; }

Error cut_short() { return {Fault::malformed, "the tar ends early"}; }

class TarMembers : public Source {
public:
    TarMembers(std::unique_ptr<Peeked> tar, Folds& folds, int level)
        : tar_(std::move(tar)), folds_(folds), level_(level) {}

    Result<std::size_t> read(std::span<char> room) override {
        while (given_ == text_.size()) {
            if (ended_) return failure_ ? Result<std::size_t>{*failure_} : std::size_t{0};
            if (!member_) {
                if (const auto next = begin(); !next) end(next.error());
                continue;
            }
            const auto got = member_->read(room);
            if (got && *got > 0) return got;
            member_.reset();
            if (const auto over = finish(); !over) end(over.error());
        }
        const auto size = std::min(room.size(), text_.size() - given_);
        std::copy_n(text_.begin() + static_cast<std::ptrdiff_t>(given_), size, room.begin());
        given_ += size;
        return size;
    }
    std::uint64_t taken() const override { return tar_->taken(); }

private:
    void end(std::optional<Error> why) {
        failure_ = std::move(why);
        ended_ = true;
    }

    /// The next header: a file becomes the member, all else is read over.
    Result<> begin() {
        const std::string header(tar_->peek(block));
        if (header.find_first_not_of('\0') == std::string::npos) {
            end({});
            return {};
        }
        const auto told = header.size() == block && holds(header) ? number(header, 124, 12)
                                                                  : std::optional<std::uint64_t>{};
        if (!told) return Error{Fault::malformed, "a damaged tar"};
        tar_->skip(block);
        const char kind = header[156];
        const bool of_next = kind == 'L' || kind == 'K' || kind == 'x' || kind == 'g';
        const auto size = of_next ? *told : pax_.size.value_or(*told);
        if (kind == 'S' && is_gnu(header) && !skip_map(header)) return cut_short();
        content_.emplace(*tar_, size);
        padding_ = (block - size % block) % block;
        return of_next ? take(kind, size) : begin_member(header);
    }

    /// A file becomes the member, all else is read over; what was said of it is used up.
    Result<> begin_member(const std::string& header) {
        const char kind = header[156];
        const auto& longer = pax_.path.empty() ? name_ : pax_.path;
        const auto title = title_of(longer.empty() ? name_in(header) : longer);
        pax_ = {};
        name_.clear();
        if (kind != '0' && kind != '\0' && kind != '7' && kind != 'S') return finish();
        text_ = title;
        given_ = 0;
        member_ = member_of(std::make_unique<Borrowed>(*content_), folds_, level_);
        return {};
    }

    /// What is said of the next member.
    Result<> take(char kind, std::uint64_t size) {
        if (kind != 'L' && kind != 'x') return finish();
        const auto taken = kind == 'L' ? take_name(size) : take_pax(size);
        return taken ? finish() : taken;
    }

    static std::string name_in(std::string_view header) {
        // Where POSIX has the name's beginning, GNU has times.
        const auto prefix = is_gnu(header) ? "" : field(header, 345, 155);
        return (prefix.empty() ? "" : std::string(prefix) + '/') +
               std::string(field(header, 0, 100));
    }

    Result<> take_pax(std::uint64_t size) {
        if (size > pax_limit)
            return Error{Fault::full, "a pax header of " + bytes_text(size) + " in a tar, where " +
                                          bytes_text(pax_limit) + " are read at most"};
        const auto records = read_whole(size);
        if (!records) return records.error();
        auto pax = pax_from(*records);
        if (!pax) return pax.error();
        pax_ = std::move(*pax);
        return {};
    }

    /// GNU: the map of a sparse file goes on in blocks before its bytes, which no size counts.
    bool skip_map(std::string_view header) {
        constexpr std::size_t more_in_header = 482, more_in_block = 504;
        for (bool more = header[more_in_header] != '\0'; more;) {
            const auto map = tar_->peek(block);
            if (map.size() < block) return false;
            more = map[more_in_block] != '\0';
            tar_->skip(block);
        }
        return true;
    }

    /// GNU: the name of the next member, where it is longer than its field.
    Result<> take_name(std::uint64_t size) {
        const auto name = read_whole(std::min<std::uint64_t>(size, longest_name));
        if (!name) return name.error();
        name_ = field(*name, 0, name->size());
        return {};
    }

    /// The next `size` bytes of what is said, which come in pieces of any size.
    Result<std::string> read_whole(std::uint64_t size) {
        std::string whole(size, '\0');
        for (std::size_t at = 0; at < size;) {
            const auto got = content_->read(std::span(whole).subspan(at));
            if (!got) return cut_short();
            at += *got;
        }
        return whole;
    }

    /// Reads over what is left of a member.
    Result<> finish() {
        if (!content_->finish()) return cut_short();
        Part padding(*tar_, padding_);
        if (!padding.finish()) end({});  // the last one may lack it
        return {};
    }

    std::unique_ptr<Peeked> tar_;
    Folds& folds_;
    int level_;
    std::optional<Part> content_;
    std::unique_ptr<Source> member_;
    std::size_t padding_ = 0;
    std::string name_, text_;
    Pax pax_;
    std::size_t given_ = 0;
    bool ended_ = false;
    std::optional<Error> failure_;
};

}  // namespace

std::unique_ptr<Source> tar_members(std::unique_ptr<Peeked> tar, Folds& folds, int level) {
    return std::make_unique<TarMembers>(std::move(tar), folds, level);
}

}  // namespace diag::stream
