// SPDX-License-Identifier: Apache-2.0
#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "agent/backup/tar.hpp"
#include "platform/text.hpp"

namespace diag::backup {
namespace {

constexpr std::size_t tar_block = 512;
constexpr std::size_t end_marker = 2 * tar_block;

struct Freed {
    void operator()(archive* reader) const { archive_read_free(reader); }
};

MemberKind kind_of(archive_entry* entry) {
    if (archive_entry_hardlink(entry) || archive_entry_symlink(entry)) return MemberKind::link;
    switch (archive_entry_filetype(entry)) {
        case AE_IFREG:
            return MemberKind::file;
        case AE_IFDIR:
            return MemberKind::directory;
        case AE_IFLNK:
            return MemberKind::link;
        default:
            return MemberKind::device;
    }
}

std::string text_or(const char* text, const char* other) {
    return text ? text : other ? other : "";
}

Member member_of(archive_entry* entry) {
    Member member;
    member.name = text_or(archive_entry_pathname(entry), archive_entry_pathname_utf8(entry));
    member.kind = kind_of(entry);
    member.hard_link = archive_entry_hardlink(entry) != nullptr;
    member.target = archive_entry_hardlink(entry) ? text_or(archive_entry_hardlink(entry), "")
                                                  : text_or(archive_entry_symlink(entry), "");
    for (auto* each : {&member.name, &member.target}) {
        member.cut = member.cut || each->size() > longest_path;
        each->resize(std::min(each->size(), longest_path));
    }
    const auto bytes = archive_entry_size(entry);
    member.bytes = bytes > 0 ? static_cast<std::uint64_t>(bytes) : 0;
    constexpr la_int64_t latest = 1ll << 36;  // the year 4147: what is beyond is no time
    const auto modified = archive_entry_mtime(entry);
    if (modified > 0 && modified < latest) member.modified = Time{std::chrono::seconds{modified}};
    return member;
}

}  // namespace

struct Tar::State : Source {
    explicit State(Source& source) : below(source), reader(archive_read_new()) {}

    /// Hands the library what comes from below, and sees how it ends.
    static la_ssize_t read(archive*, void* to, const void** block) {
        auto& self = *static_cast<State*>(to);
        const auto got = self.take();
        if (!got) {
            self.failure = got.error();
            archive_set_error(self.reader.get(), EIO, "no more");
            return -1;
        }
        *block = got->data();
        return static_cast<la_ssize_t>(got->size());
    }

    Result<std::string_view> take() {
        const auto block = below.next();
        if (!block) return block.error();
        const auto last = block->find_last_not_of('\0');
        zeros = last == std::string_view::npos ? zeros + block->size() : block->size() - last - 1;
        given += block->size();
        return *block;
    }

    Error failed() const {
        if (failure) return *failure;
        const auto* why = archive_error_string(reader.get());
        return {Fault::malformed, "tar, at byte " + std::to_string(position()) + ": " +
                                      printable(why ? why : "not readable")};
    }

    std::uint64_t position() const {
        const auto at = archive_filter_bytes(reader.get(), 0);
        return at > 0 ? static_cast<std::uint64_t>(at) : 0;
    }

    /// The contents of the current member.
    Result<std::string_view> next() override {
        const void* block = nullptr;
        std::size_t size = 0;
        la_int64_t offset = 0;
        for (;;) {
            const int code = archive_read_data_block(reader.get(), &block, &size, &offset);
            if (code == ARCHIVE_EOF) {
                members_end = position();
                return std::string_view{};
            }
            if (code < ARCHIVE_WARN) return failed();
            if (size > 0) return std::string_view(static_cast<const char*>(block), size);
        }
    }

    /// What nobody read of the current member is its own, not behind the archive's end.
    Result<> leave_member() {
        if (!std::exchange(in_member, false)) return {};
        if (archive_read_data_skip(reader.get()) < ARCHIVE_WARN) return failed();
        members_end = position();
        return {};
    }

    Source& below;
    std::unique_ptr<archive, Freed> reader;
    std::optional<Error> failure;
    std::uint64_t given = 0;  ///< bytes that came from below
    std::uint64_t zeros = 0;  ///< of them, the zeros at the end
    std::uint64_t members_end = 0;
    bool opened = false;
    bool in_member = false;
};

Tar::Tar(Source& archive) : state_(std::make_unique<State>(archive)) {}
Tar::~Tar() = default;

Result<std::optional<Member>> Tar::next() {
    auto* reader = state_->reader.get();
    if (!state_->opened) {
        archive_read_support_format_tar(reader);
        // Names as they stand there; what a Mac adds is a member like any other.
        archive_read_set_options(reader, "hdrcharset=BINARY,!mac-ext");
        if (archive_read_open(reader, state_.get(), nullptr, State::read, nullptr) != ARCHIVE_OK)
            return state_->failed();
        state_->opened = true;
    }
    if (const auto left = state_->leave_member(); !left) return left.error();
    archive_entry* entry = nullptr;
    const int code = archive_read_next_header(reader, &entry);
    if (code == ARCHIVE_EOF) return std::optional<Member>{};
    if (code < ARCHIVE_WARN) return state_->failed();
    state_->members_end = state_->position();
    state_->in_member = true;
    return std::optional(member_of(entry));
}

Source& Tar::contents() { return *state_; }

Result<> Tar::finish() {
    for (;;) {
        const auto block = state_->take();
        if (!block) return block.error();
        if (block->empty()) return {};
    }
}

bool Tar::ended_well() const {
    return state_->zeros >= end_marker && state_->given - state_->members_end >= end_marker;
}

bool Tar::more_behind_end() const { return state_->given - state_->members_end > state_->zeros; }

std::uint64_t Tar::position() const { return state_->position(); }

bool begins_like_tar(std::string_view block) {
    constexpr std::size_t at = 148, digits = 8;
    if (block.size() < tar_block) return false;
    std::uint64_t sum = 0, told = 0;
    for (std::size_t i = 0; i < tar_block; ++i)
        sum += i >= at && i < at + digits ? ' ' : static_cast<unsigned char>(block[i]);
    bool any = false;
    for (const char digit : block.substr(at, digits)) {
        if (digit >= '0' && digit <= '7') {
            told = told * 8 + static_cast<std::uint64_t>(digit - '0');
            any = true;
        } else if (any) {
            break;
        }
    }
    return any && told == sum;
}

}  // namespace diag::backup
