// SPDX-License-Identifier: Apache-2.0
#include "agent/stream/unfolded.hpp"

#include <array>

#include "agent/redact/binary.hpp"
#include "platform/gunzip.hpp"
#include "platform/text.hpp"

namespace diag::stream {
namespace {

using namespace std::string_view_literals;

/// What is judged at once of a member, and what of it waits for the next: a signature and what
/// makes it one may lie on both sides of a cut.
constexpr std::size_t screen_size = std::size_t{64} << 10;
constexpr std::size_t screen_overlap = 1024;
constexpr std::size_t name_limit = 300;

bool is_gzip(std::string_view begins) { return begins.starts_with("\x1f\x8b\x08"sv); }
bool is_zip(std::string_view begins) { return begins.starts_with("PK\3\4"sv); }
/// POSIX and GNU; what is older has no mark and is told from nothing.
bool is_tar(std::string_view begins) {
    return begins.size() >= 512 && begins.substr(257, 5) == "ustar";
}

/// A gzip within: the outermost has its own limit.
class Gunzipped : public Source {
public:
    Gunzipped(std::unique_ptr<Source> packed, Folds& folds)
        : packed_(std::move(packed)), folds_(folds), gunzip_([this](std::string_view bytes) {
              waiting_ += bytes;
              return Result<>{};
          }) {}

    Result<std::size_t> read(std::span<char> room) override {
        while (given_ == waiting_.size()) {
            if (ended_) return failure_ ? Result<std::size_t>{*failure_} : std::size_t{0};
            unpack_more();
        }
        const auto size = std::min(room.size(), waiting_.size() - given_);
        std::copy_n(waiting_.begin() + static_cast<std::ptrdiff_t>(given_), size, room.begin());
        given_ += size;
        return size;
    }
    std::uint64_t taken() const override { return packed_->taken(); }

private:
    void unpack_more() {
        std::array<char, 2048> piece;
        waiting_.clear();
        given_ = 0;
        const auto got = packed_->read(piece);
        if (!got) return end(got.error());
        const auto step = *got == 0 ? gunzip_.finish() : gunzip_.write({piece.data(), *got});
        folds_.unpacked += waiting_.size();
        if (!step)
            end(step.error());
        else if (folds_.unpacked > folds_.limit)
            end(too_much(folds_.limit));
        else
            ended_ = *got == 0;
    }
    void end(Error why) {
        failure_ = std::move(why);
        ended_ = true;
    }

    std::unique_ptr<Source> packed_;
    Folds& folds_;
    Gunzip gunzip_;
    std::string waiting_;
    std::size_t given_ = 0;
    bool ended_ = false;
    std::optional<Error> failure_;
};

/// Opens what lies folded at this level, once its first bytes are there.
class Level : public Source {
public:
    Level(std::unique_ptr<Source> inner, Folds& folds, int level)
        : inner_(std::make_unique<Peeked>(std::move(inner))), folds_(folds), level_(level) {}

    Result<std::size_t> read(std::span<char> room) override {
        if (!opened_) {
            const auto begins = inner_->peek(512);
            if (level_ >= most_levels && is_folded(begins))
                return Error{Fault::refused, "a file within too many others"};
            opened_ = open(begins);
        }
        return opened_->read(room);
    }
    std::uint64_t taken() const override { return opened_ ? opened_->taken() : inner_->taken(); }

private:
    std::unique_ptr<Source> open(std::string_view begins) {
        if (is_gzip(begins))
            return level_of(std::make_unique<Gunzipped>(std::move(inner_), folds_), folds_,
                            level_ + 1);
        if (is_tar(begins)) return tar_members(std::move(inner_), folds_, level_);
        if (is_zip(begins)) return zip_members(std::move(inner_), folds_, level_);
        return std::move(inner_);
    }

    std::unique_ptr<Peeked> inner_;
    Folds& folds_;
    int level_;
    std::unique_ptr<Source> opened_;
};

/// A member as far as it is text, then why it is not. Never fails: what does is said and counted.
class Screened : public Source {
public:
    Screened(std::unique_ptr<Source> inner, Folds& folds)
        : inner_(std::move(inner)), folds_(folds) {}

    Result<std::size_t> read(std::span<char> room) override {
        if (given_ == text_.size() && !ended_) refill();
        const auto size = std::min(room.size(), text_.size() - given_);
        std::copy_n(text_.begin() + static_cast<std::ptrdiff_t>(given_), size, room.begin());
        given_ += size;
        return size;
    }
    std::uint64_t taken() const override { return inner_->taken(); }

private:
    void refill() {
        text_ = std::move(next_);
        next_.clear();
        given_ = 0;
        auto size = text_.size();
        text_.resize(screen_size);
        while (size < screen_size && !ended_) {
            const auto got = inner_->read(std::span(text_).subspan(size));
            if (!got) failure_ = got.error();
            ended_ = !got || *got == 0;
            size += ended_ ? 0 : *got;
        }
        text_.resize(size);
        if (const auto foreign = redact::first_foreign(text_))
            leave_out(foreign->at, std::string(foreign->form.name), foreign->form.kind);
        else if (failure_)
            fail();
        else if (!ended_)
            hold_back();
        else if (!text_.empty() && !text_.ends_with('\n'))
            text_ += '\n';
    }
    void leave_out(std::size_t from, const std::string& what, redact::Kind kind) {
        text_.resize(from);
        text_.resize(text_.rfind('\n') + 1);  // npos + 1 is 0
        text_ += "[left out: " + what + "]\n";
        ++folds_.cut[std::string(redact::kind_names[static_cast<std::size_t>(kind)])];
        ended_ = true;
    }
    void fail() {
        if (failure_->fault == Fault::refused)
            return leave_out(text_.size(), failure_->what, redact::Kind::data);
        if (!folds_.failure) folds_.failure = failure_;
        text_ += "\n[left out from here on: " + failure_->what + "]\n";
    }
    void hold_back() {
        next_ = text_.substr(text_.size() - screen_overlap);
        text_.resize(text_.size() - screen_overlap);
    }

    std::unique_ptr<Source> inner_;
    Folds& folds_;
    std::string text_, next_;
    std::size_t given_ = 0;
    bool ended_ = false;
    std::optional<Error> failure_;
};

/// The outermost level, which tells at its end what failed on the way.
class Unfolded : public Source {
public:
    Unfolded(std::unique_ptr<Source> inner, exchange::Redactions& cut, std::uint64_t limit)
        : folds_{.cut = cut, .limit = limit}, level_(level_of(std::move(inner), folds_, 0)) {}

    Result<std::size_t> read(std::span<char> room) override {
        const auto got = level_->read(room);
        if (got && *got == 0 && folds_.failure) return *folds_.failure;
        return got;
    }
    std::uint64_t taken() const override { return level_->taken(); }

private:
    Folds folds_;
    std::unique_ptr<Source> level_;
};

}  // namespace

bool is_folded(std::string_view begins) {
    return is_gzip(begins) || is_zip(begins) || is_tar(begins);
}

Error too_much(std::uint64_t limit) {
    return {Fault::full,
            "unpacks to more than " + std::to_string(limit >> 20) + " MiB; the rest was left out"};
}

std::string title_of(std::string_view name) {
    return "==> " + one_line(name.substr(0, name_limit)) + " <==\n";
}

std::unique_ptr<Source> level_of(std::unique_ptr<Source> inner, Folds& folds, int level) {
    return std::make_unique<Level>(std::move(inner), folds, level);
}

std::unique_ptr<Source> member_of(std::unique_ptr<Source> inner, Folds& folds, int level) {
    return std::make_unique<Screened>(transcoded(level_of(std::move(inner), folds, level + 1)),
                                      folds);
}

std::unique_ptr<Source> unfolded(std::unique_ptr<Source> inner, exchange::Redactions& cut,
                                 std::uint64_t limit) {
    return std::make_unique<Unfolded>(std::move(inner), cut, limit);
}

}  // namespace diag::stream
