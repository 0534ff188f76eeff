// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "agent/exchange/fields.hpp"
#include "agent/exchange/output_file.hpp"
#include "agent/ledger/book.hpp"
#include "platform/files.hpp"
#include "platform/json.hpp"
#include "platform/text.hpp"

namespace diag::ledger {
namespace {

constexpr std::size_t most_names = 100'000;
constexpr std::size_t head_limit = 4096;
constexpr milliseconds between_tries{20};
constexpr std::string_view head_file = "head.json";
constexpr std::string_view pending_mark = ".pending";

Error no_link(const std::string& path) {
    return Error{Fault::denied, path + " is a symbolic link; the ledger is a file of its own"};
}

Error could_not_open(int number, const std::string& path) {
    return number == ELOOP ? no_link(path) : from_errno(number, path);
}

Result<> ours_alone(int file, const std::string& path) {
    struct stat status {};
    if (::fstat(file, &status) != 0) return from_errno(errno, path);
    if (!S_ISREG(status.st_mode)) return Error{Fault::denied, path + " is not a regular file"};
    if (status.st_uid != ::geteuid())
        return Error{Fault::denied,
                     path + " belongs to another user (uid " + std::to_string(status.st_uid) + ")"};
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return Error{Fault::denied,
                     path + " may be read or written by others; run: chmod 600 " + path};
    return {};
}

std::optional<std::uint64_t> number_in(std::string_view name) {
    constexpr std::string_view before = "ledger-";
    constexpr std::string_view after = ".jsonl";
    if (!name.starts_with(before) || !name.ends_with(after)) return std::nullopt;
    name.remove_prefix(before.size());
    const auto number = natural(name.substr(0, name.size() - after.size()));
    if (!number || segment_name(*number) != std::string(before) + std::string(name))
        return std::nullopt;
    return number;
}

}  // namespace

Lock::~Lock() {
    // Not left to close(2): a child that was forked meanwhile may still hold the same lock.
    if (held_) ::flock(held_.get(), LOCK_UN);
}

std::string segment_name(std::uint64_t number) {
    auto digits = std::to_string(number);
    if (digits.size() < 4) digits.insert(0, 4 - digits.size(), '0');
    return "ledger-" + digits + ".jsonl";
}

std::string settled_name(const std::string& pending) {
    return pending.substr(0, pending.size() - pending_mark.size());
}

Result<Book> Book::own(const std::filesystem::path& directory) {
    if (const auto ours = own_directory(directory); !ours) return ours.error();
    return at(directory);
}

Result<Book> Book::at(const std::filesystem::path& directory) {
    Descriptor open{
        ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)};
    if (!open) return from_errno(errno, directory.native());
    return Book{directory, std::move(open)};
}

Result<Lock> Book::lock(For purpose, milliseconds patience) const {
    // Opened anew: a lock belongs to what open(2) made, so threads exclude each other too.
    Descriptor held{::openat(open_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!held) return from_errno(errno, directory_.native());
    const int wanted = (purpose == For::writing ? LOCK_EX : LOCK_SH) | LOCK_NB;
    const auto until = system_clock().uptime() + patience;
    while (::flock(held.get(), wanted) != 0) {
        if (errno == EINTR) continue;
        if (errno != EWOULDBLOCK) return from_errno(errno, directory_.native());
        if (system_clock().uptime() >= until)
            return Error{Fault::timed_out,
                         directory_.native() + ": another process is writing and does not end"};
        system_clock().sleep(between_tries);
    }
    return Lock{std::move(held)};
}

Result<std::vector<std::uint64_t>> Book::closed() const {
    const auto names = system_files().list(directory_, most_names);
    if (!names) return names.error();
    std::vector<std::uint64_t> numbers;
    for (const auto& name : *names)
        if (const auto number = number_in(name)) numbers.push_back(*number);
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

Result<Descriptor> Book::read(const std::string& segment) const {
    Descriptor file{::openat(open_.get(), segment.c_str(),
                             O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
    if (!file) return could_not_open(errno, path_of(segment));
    struct stat status {};
    if (::fstat(file.get(), &status) != 0) return from_errno(errno, path_of(segment));
    if (!S_ISREG(status.st_mode))
        return Error{Fault::refused, path_of(segment) + " is not a regular file"};
    return file;
}

Result<Descriptor> Book::write() const {
    constexpr int flags = O_RDWR | O_APPEND | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    const auto path = path_of(current_segment);
    const std::string name(current_segment);
    Descriptor file{::openat(open_.get(), name.c_str(), flags | O_CREAT, 0600)};
    if (!file) return could_not_open(errno, path);
    if (const auto ours = ours_alone(file.get(), path); !ours) return ours.error();
    return file;
}

Result<> Book::close_segment() const {
    const auto numbers = closed();
    if (!numbers) return numbers.error();
    const auto name = segment_name(numbers->empty() ? 1 : numbers->back() + 1);
    if (::renameat(open_.get(), std::string(current_segment).c_str(), open_.get(), name.c_str()) !=
        0)
        return from_errno(errno, path_of(name));
    return sync();
}

Result<std::optional<Head>> Book::head() const {
    const auto path = path_of(head_file);
    const auto file = read(std::string(head_file));
    if (!file && file.error().fault == Fault::absent) return std::optional<Head>{};
    if (!file) return file.error();
    const auto text = read_at(file->get(), 0, head_limit, path);
    if (!text) return text.error();
    const auto document = json::parse(*text);
    if (!document) return Error{Fault::malformed, path + ": " + document.error().what};
    exchange::Fields fields(*document, path);
    Head head{.n = fields.natural("n"), .hash = fields.hex_digest("hash")};
    if (const auto problem = fields.problem()) return *problem;
    return std::optional{std::move(head)};
}

Result<> Book::set_head(const Head& head) const {
    const json::object document{{"n", head.n}, {"hash", head.hash}};
    return replace_file(directory_ / head_file, json::write(document) + "\n", 0600);
}

Result<std::string> Book::set_aside(const std::string& bytes, Time now) const {
    constexpr int attempts = 100;
    Descriptor file;
    std::string name;
    for (int attempt = 1; attempt <= attempts && !file; ++attempt) {
        name = "torn-" + to_text(now) + (attempt == 1 ? "" : "-" + std::to_string(attempt)) +
               std::string(pending_mark);
        if (::faccessat(open_.get(), settled_name(name).c_str(), F_OK, AT_SYMLINK_NOFOLLOW) == 0)
            continue;
        file = Descriptor{::openat(open_.get(), name.c_str(),
                                   O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600)};
        if (!file && errno != EEXIST) return from_errno(errno, path_of(name));
    }
    if (!file) return Error{Fault::full, path_of(name) + " is there already"};
    if (const auto kept = exchange::write_all(file.get(), bytes, path_of(name)); !kept)
        return kept.error();
    if (::fsync(file.get()) != 0) return from_errno(errno, path_of(name));
    if (const auto synced = sync(); !synced) return synced.error();
    return name;
}

Result<std::vector<std::string>> Book::pending() const {
    auto names = system_files().list(directory_, most_names);
    if (!names) return names.error();
    std::erase_if(*names, [](const std::string& name) {
        return !name.starts_with("torn-") || !name.ends_with(pending_mark);
    });
    return names;
}

Result<> Book::told_of(const std::string& pending) const {
    if (::renameat(open_.get(), pending.c_str(), open_.get(), settled_name(pending).c_str()) != 0)
        return from_errno(errno, path_of(pending));
    return sync();
}

Result<> Book::sync() const {
    if (::fsync(open_.get()) != 0) return from_errno(errno, directory_.native());
    return {};
}

Result<std::string> read_at(int file, std::uint64_t at, std::size_t most, const std::string& name) {
    std::string bytes(most, '\0');
    std::size_t have = 0;
    while (have < most) {
        const auto got =
            ::pread(file, bytes.data() + have, most - have, static_cast<off_t>(at + have));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return from_errno(errno, name);
        if (got == 0) break;
        have += static_cast<std::size_t>(got);
    }
    bytes.resize(have);
    return bytes;
}

Result<std::uint64_t> size_of(int file, const std::string& name) {
    struct stat status {};
    if (::fstat(file, &status) != 0) return from_errno(errno, name);
    return static_cast<std::uint64_t>(status.st_size);
}

}  // namespace diag::ledger
