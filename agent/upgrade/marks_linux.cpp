// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <functional>
#include <set>

#include "agent/upgrade/marks.hpp"
#include "platform/digest.hpp"
#include "platform/disposable.hpp"
#include "platform/files.hpp"
#include "platform/json.hpp"
#include "platform/text.hpp"

namespace diag::upgrade {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_files = 50'000;
constexpr int deepest = 3;  // program root / service / lib / file
constexpr std::size_t answer_limit = 64 << 10;
constexpr std::size_t most_names = 500;
constexpr std::size_t names_limit =
    most_names * 1'100;  // 255 bytes each (NAME_MAX), made printable
constexpr std::size_t id_limit = 4'096;
constexpr std::size_t configuration_limit = 1 << 20;

/// Names of directories that SAFR writes into all day (safr-facts 2.2): no program lies there.
constexpr std::array<std::string_view, 8> busy{"logs", "log",  "data", "cv-storage",
                                               "tmp",  "temp", "work", "syscollect"};

std::int64_t nanoseconds(const timespec& time) {
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

Fault fault_of(const std::error_code& failed) {
    if (failed == std::errc::no_such_file_or_directory) return Fault::absent;
    return failed == std::errc::permission_denied ? Fault::denied : Fault::io;
}

using Visit = std::function<void(const std::string& path, const struct stat& status)>;

/// Regular files below `root`, links not followed; `depth` levels below it, `skips` left out.
/// Files that vanish meanwhile are left out; directories that may not be read fail as denied.
Result<> each_file(const std::string& root, int depth, std::span<const std::string_view> skips,
                   const Visit& visit) {
    std::error_code failed;
    std::size_t count = 0;
    for (auto each = fs::recursive_directory_iterator(root, failed);
         !failed && each != fs::recursive_directory_iterator(); each.increment(failed)) {
        struct stat status {};
        if (::lstat(each->path().c_str(), &status) != 0) continue;
        const auto name = each->path().filename().native();
        if (S_ISDIR(status.st_mode) &&
            (each.depth() >= depth || std::ranges::find(skips, name) != skips.end()))
            each.disable_recursion_pending();
        if (!S_ISREG(status.st_mode)) continue;
        if (++count > most_files)
            return Error{Fault::full, printable(root) + " holds more than 50,000 files"};
        visit(each->path().native().substr(root.size()), status);
    }
    if (failed) return Error{fault_of(failed), printable(root) + ": " + failed.message()};
    return {};
}

bool is_configuration(const std::string& path) {
    return path.ends_with(".conf") || path.ends_with(".config");
}

bool is_program(const std::string& path, const struct stat& status) {
    return (status.st_mode & 0111) != 0 || path.ends_with(".jar") || path.ends_with(".war");
}

/// Of one that cannot be read, or is no such thing by its size, time and size must do.
Program configuration_of(const std::string& root, const std::string& path,
                         const struct stat& status) {
    Program it{path, static_cast<std::uint64_t>(status.st_size), 0};
    if (const auto text = system_files().read(root + path, configuration_limit))
        it.contents = sha256_hex(*text);
    else
        it.modified = nanoseconds(status.st_mtim);
    return it;
}

Result<std::string> digest_of_programs(const std::string& root) {
    std::vector<Program> programs;
    const auto walked =
        each_file(root, deepest, busy, [&](const std::string& path, const struct stat& status) {
            if (is_configuration(path))
                programs.push_back(configuration_of(root, path, status));
            else if (is_program(path, status))
                programs.push_back({path, static_cast<std::uint64_t>(status.st_size),
                                    nanoseconds(status.st_mtim)});
        });
    if (!walked) return walked.error();
    return digest_of(std::move(programs));
}

/// Over all that lies below a directory, as marks of it.
Result<std::string> digest_below(const std::string& path) {
    std::vector<FileMarks> files;
    const auto walked =
        each_file(path, 16, {}, [&](const std::string& name, const struct stat& status) {
            files.push_back({.path = name,
                             .bytes = static_cast<std::uint64_t>(status.st_size),
                             .modified = nanoseconds(status.st_mtim),
                             .changed = nanoseconds(status.st_ctim)});
        });
    if (!walked) return walked.error();
    std::ranges::sort(files, {}, &FileMarks::path);
    Sha256 digest;
    for (const auto& each : files)
        digest.update(each.path + '\0' + std::to_string(each.bytes) + ' ' +
                      std::to_string(each.modified) + ' ' + std::to_string(each.changed) + '\n');
    return digest.finish_hex();
}

/// In the child: the marks as JSON.
Result<std::string> file_told(const std::string& path) {
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0) return from_errno(errno, printable(path));
    if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode))
        return Error{Fault::refused, printable(path) + " is neither a file nor a directory"};
    std::string below;
    if (S_ISDIR(status.st_mode)) {
        auto digest = digest_below(path);
        if (!digest) return digest.error();
        below = std::move(*digest);
    }
    return json::write({{"bytes", S_ISDIR(status.st_mode) ? 0 : status.st_size},
                        {"inode", std::to_string(status.st_ino)},  // of all 64 bits
                        {"modified", nanoseconds(status.st_mtim)},
                        {"changed", nanoseconds(status.st_ctim)},
                        {"below", below}});
}

Result<std::string> newest_configuration(const std::string& root) {
    std::int64_t newest = 0;
    const auto walked =
        each_file(root, deepest, busy, [&](const std::string& path, const struct stat& status) {
            if (is_configuration(path)) newest = std::max(newest, nanoseconds(status.st_mtim));
        });
    if (!walked) return walked.error();
    return std::to_string(newest / 1'000'000);
}

/// Each on a line.
Result<std::string> configuration_told(const std::string& root) {
    std::set<std::string> names;
    const auto walked =
        each_file(root, deepest, busy, [&](const std::string& path, const struct stat& status) {
            const bool others = path.starts_with("/mongo/") || path.starts_with("/jdk/");
            if (is_configuration(path) && !others && status.st_size > 0 &&
                names.size() < most_names)
                names.insert(printable(path.substr(path.rfind('/') + 1)));
        });
    if (!walked) return walked.error();
    std::string text;
    for (const auto& name : names) text += name + '\n';
    return text;
}

}  // namespace

std::string digest_of(std::vector<Program> programs) {
    std::ranges::sort(programs, {}, &Program::path);
    Sha256 digest;
    for (const auto& each : programs)
        digest.update(each.path + '\0' + std::to_string(each.bytes) + ' ' +
                      std::to_string(each.modified) + each.contents + '\n');
    return digest.finish_hex();
}

Result<ServerMarks> marks_of_server(const std::string& program_root, milliseconds patience) {
    const auto id = system_files().read("/etc/machine-id", id_limit);
    if (!id) return id.error();
    auto programs = in_disposable_child([&] { return digest_of_programs(program_root); },
                                        answer_limit, patience);
    if (!programs) return programs.error();
    return ServerMarks{sha256_hex("safr-diag permit\n" + *id), std::move(*programs)};
}

Result<FileMarks> marks_of_file(const std::string& path, milliseconds patience) {
    const auto told = in_disposable_child([&] { return file_told(path); }, answer_limit, patience);
    if (!told) return told.error();
    const auto document = json::parse(*told);
    if (!document) return document.error();
    const auto number = [&](std::string_view key) {
        return json::integer_at(*document, key).value_or(0);
    };
    return FileMarks{
        .path = path,
        .bytes = static_cast<std::uint64_t>(number("bytes")),
        .inode = diag::natural(json::text_at(*document, "inode").value_or("")).value_or(0),
        .modified = number("modified"),
        .changed = number("changed"),
        .below = std::string(json::text_at(*document, "below").value_or(""))};
}

Result<FileMarks> same_marks(const Result<FileMarks>& before, const Result<FileMarks>& after) {
    if (!before) return before;
    if (after && *before != *after)
        return Error{Fault::refused, "it was changed or replaced while it was read"};
    return after;
}

Result<Time> configuration_written(const std::string& program_root, milliseconds patience) {
    const auto told = in_disposable_child([&] { return newest_configuration(program_root); },
                                          answer_limit, patience);
    if (!told) return told.error();
    return Time{milliseconds{static_cast<std::int64_t>(natural(*told).value_or(0))}};
}

Result<std::vector<std::string>> configuration_names(const std::string& program_root,
                                                     milliseconds patience) {
    const auto told = in_disposable_child([&] { return configuration_told(program_root); },
                                          names_limit, patience);
    if (!told) return told.error();
    std::vector<std::string> names;
    for (const auto line : lines_of(*told))
        if (!line.empty()) names.emplace_back(line);
    return names;
}

}  // namespace diag::upgrade
