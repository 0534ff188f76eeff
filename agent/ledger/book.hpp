// SPDX-License-Identifier: Apache-2.0
// The files of a ledger: closed segments, the one that is written, and what it ended with.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/clock.hpp"
#include "platform/descriptor.hpp"
#include "platform/result.hpp"

namespace diag::ledger {

inline constexpr std::string_view current_segment = "ledger.jsonl";

/// The last entry, by number and hash: head.json. Without it nobody could see that the last line
/// was altered or taken away.
struct Head {
    std::uint64_t n = 0;
    std::string hash;
};

/// Held by one writer, or by any number of readers. Let go when it goes out of scope.
class Lock {
public:
    explicit Lock(Descriptor held) : held_(std::move(held)) {}
    Lock(Lock&&) = default;
    Lock& operator=(Lock&&) = delete;
    ~Lock();

private:
    Descriptor held_;
};

class Book {
public:
    /// To write: the directory is made where missing. Fails with denied when it is another user's
    /// or others may write to it.
    static Result<Book> own(const std::filesystem::path& directory);

    /// To read: whoever may. Fails with absent.
    static Result<Book> at(const std::filesystem::path& directory);

    enum class For { reading, writing };
    /// Fails with timed_out when another process would not let go within `patience`.
    Result<Lock> lock(For purpose, milliseconds patience = milliseconds{10'000}) const;

    /// The numbers of the closed segments, in order.
    Result<std::vector<std::uint64_t>> closed() const;

    /// Opens a segment to read. Fails with denied for a symbolic link, refused for what is no file.
    Result<Descriptor> read(const std::string& segment) const;

    /// Opens the current segment to append, made with mode 0600 where missing. Fails with denied
    /// when it is a symbolic link, another user's, or others may read or write it.
    Result<Descriptor> write() const;

    /// Gives the current segment its number.
    Result<> close_segment() const;

    /// Nothing where there is none. Fails with malformed.
    Result<std::optional<Head>> head() const;
    Result<> set_head(const Head& head) const;

    /// Keeps `bytes` under a name not used before, which is returned. It ends in ".pending" until
    /// told_of() says that the ledger tells of it.
    Result<std::string> set_aside(const std::string& bytes, Time now) const;
    /// What was set aside and not told of.
    Result<std::vector<std::string>> pending() const;
    Result<> told_of(const std::string& pending) const;

    const std::filesystem::path& directory() const { return directory_; }
    std::string path_of(std::string_view name) const { return (directory_ / name).native(); }

private:
    Book(std::filesystem::path directory, Descriptor open)
        : directory_(std::move(directory)), open_(std::move(open)) {}
    Result<> sync() const;
    std::filesystem::path directory_;
    Descriptor open_;
};

/// "ledger-0001.jsonl"
std::string segment_name(std::uint64_t number);

/// What a file set aside is called once the ledger tells of it.
std::string settled_name(const std::string& pending);

/// At most `most` bytes from `at` on; fewer only at the end of the file. `name` is for the error.
Result<std::string> read_at(int file, std::uint64_t at, std::size_t most, const std::string& name);

Result<std::uint64_t> size_of(int file, const std::string& name);

}  // namespace diag::ledger
