// SPDX-License-Identifier: Apache-2.0
// Members of a zip (APPNOTE.TXT 4.3), read from the front: each has a header before it. The
// directory at the end is not asked, as there is no going back in a stream; whatever its size, not
// a byte of it is read.
#include <array>
#include <optional>

#include "agent/stream/unfolded.hpp"
#include "platform/inflate_raw.hpp"

namespace diag::stream {
namespace {

constexpr std::size_t header_size = 30;
/// Real ones have some thousand, and names of some hundred bytes (PATH_MAX is 4096).
constexpr std::uint64_t most_members = 100'000;
constexpr std::uint64_t longest_name = 4096;
constexpr std::uint32_t unknown = 0xffffffff;  ///< the size stands in 64 bits among the extras

std::uint64_t number(std::string_view bytes, std::size_t at, std::size_t size) {
    std::uint64_t value = 0;
    for (std::size_t i = size; i > 0; --i)
        value = value << 8 |
                (at + i <= bytes.size() ? static_cast<unsigned char>(bytes[at + i - 1]) : 0u);
    return value;
}

Error beyond(const std::string& measured, std::uint64_t limit) {
    return {Fault::full,
            "a zip with " + measured + ", where " + std::to_string(limit) + " are read at most"};
}

/// A member that is deflated: finds its end itself.
class Inflated : public Source {
public:
    Inflated(Peeked& zip, Folds& folds) : zip_(zip), folds_(folds) {}

    Result<std::size_t> read(std::span<char> room) override {
        while (!ended_) {
            const auto packed = zip_.peek(piece);
            const auto step = inflate_.step(packed, room);
            if (!step) return step.error();
            zip_.skip(step->used);
            ended_ = step->ended;
            folds_.unpacked += step->made;
            if (folds_.unpacked > folds_.limit) return too_much(folds_.limit);
            if (step->made > 0) return step->made;
            if (!ended_ && step->used == 0) return Error{Fault::malformed, "the zip ends early"};
        }
        return std::size_t{0};
    }
    std::uint64_t taken() const override { return zip_.taken(); }

    /// Reads over what nobody wanted, unless that is too much.
    Result<> finish() {
        std::array<char, 16384> room;
        while (!ended_)
            if (const auto got = read(room); !got) return got.error();
        return {};
    }

private:
    static constexpr std::size_t piece = 4096;
    Peeked& zip_;
    Folds& folds_;
    InflateRaw inflate_;
    bool ended_ = false;
};

class ZipMembers : public Source {
public:
    ZipMembers(std::unique_ptr<Peeked> zip, Folds& folds, int level)
        : zip_(std::move(zip)), folds_(folds), level_(level) {}

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
    std::uint64_t taken() const override { return zip_->taken(); }

private:
    void end(std::optional<Error> why) {
        failure_ = std::move(why);
        ended_ = true;
    }
    void say(std::string text) {
        text_ = std::move(text);
        given_ = 0;
    }

    Result<> begin() {
        const std::string header(zip_->peek(header_size));
        if (!header.starts_with(std::string_view("PK\3\4", 4))) {
            // The directory, after which there is nothing for us.
            if (header.starts_with("PK")) end({});
            return header.starts_with("PK") ? Result<>{} : Error{Fault::malformed, "a damaged zip"};
        }
        if (++folds_.members > most_members)
            return beyond("member " + std::to_string(folds_.members), most_members);
        const auto name_size = number(header, 26, 2), extra_size = number(header, 28, 2);
        if (name_size > longest_name)
            return beyond("a name of " + std::to_string(name_size) + " bytes", longest_name);
        const std::string whole(zip_->peek(header_size + name_size + extra_size));
        if (whole.size() < header_size + name_size + extra_size)
            return Error{Fault::malformed, "the zip ends early"};
        zip_->skip(whole.size());
        const auto name = std::string_view(whole).substr(header_size, name_size);
        const auto extra = std::string_view(whole).substr(header_size + name_size);
        return open(header, name, extra);
    }

    Result<> open(std::string_view header, std::string_view name, std::string_view extra) {
        const auto flags = number(header, 6, 2), method = number(header, 8, 2);
        auto size = number(header, 18, 4);
        described_ = (flags & 8) != 0;
        if (size == unknown) size = wide_size(extra).value_or(0);
        const bool sized = !described_ || size != 0;
        say(title_of(name));
        if ((flags & 1) == 0 && method == 8) {
            inflated_.emplace(*zip_, folds_);
            member_ = member_of(std::make_unique<Borrowed>(*inflated_), folds_, level_);
            return {};
        }
        if (!sized) return Error{Fault::unsupported, "a member of a zip whose end is not known"};
        stored_.emplace(*zip_, size);
        if ((flags & 1) == 0 && method == 0) {
            member_ = member_of(std::make_unique<Borrowed>(*stored_), folds_, level_);
            return {};
        }
        say(title_of(name) + "[left out: encrypted, or packed in another way]\n");
        ++folds_.cut["data"];
        return finish();
    }

    /// The packed size among the extras (4.5.3): behind the plain one.
    static std::optional<std::uint64_t> wide_size(std::string_view extra) {
        for (std::size_t at = 0; at + 4 <= extra.size();) {
            if (number(extra, at, 2) == 1) return number(extra, at + 12, 8);
            at += 4 + number(extra, at + 2, 2);
        }
        return {};
    }

    /// Reads over what is left of a member, and over its description.
    Result<> finish() {
        if (inflated_)
            if (const auto over = inflated_->finish(); !over) return over;
        if (stored_ && !stored_->finish()) return Error{Fault::malformed, "the zip ends early"};
        inflated_.reset();
        stored_.reset();
        if (!described_) return {};
        // With or without a mark, with sizes of 4 or 8 bytes (4.3.9): what follows tells.
        const auto ahead = zip_->peek(28);
        for (const std::size_t size : {16, 24, 12, 20})
            if (ahead.substr(std::min(size, ahead.size())).starts_with("PK")) {
                zip_->skip(size);
                return {};
            }
        return Error{Fault::malformed, "a damaged zip"};
    }

    std::unique_ptr<Peeked> zip_;
    Folds& folds_;
    int level_;
    std::optional<Inflated> inflated_;
    std::optional<Part> stored_;
    std::unique_ptr<Source> member_;
    std::string text_;
    std::size_t given_ = 0;
    bool described_ = false;
    bool ended_ = false;
    std::optional<Error> failure_;
};

}  // namespace

std::unique_ptr<Source> zip_members(std::unique_ptr<Peeked> zip, Folds& folds, int level) {
    return std::make_unique<ZipMembers>(std::move(zip), folds, level);
}

}  // namespace diag::stream
