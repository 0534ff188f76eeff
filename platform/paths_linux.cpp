// SPDX-License-Identifier: Apache-2.0
#include <sys/statvfs.h>

#include <cerrno>

#include "platform/disposable.hpp"
#include "platform/files.hpp"
#include "platform/paths.hpp"
#include "platform/tree_linux.hpp"

namespace diag {
namespace {

template <class T, class Work, class Read>
Result<T> ask(const std::string& path, std::size_t limit, milliseconds patience, Work work,
              Read read) {
    const auto answer = in_disposable_child(work, limit, patience);
    if (answer) return read(*answer);
    if (answer.error().fault != Fault::timed_out) return answer.error();
    return Error{Fault::timed_out,
                 path + " did not answer within " + std::to_string(patience.count()) + " ms"};
}

Result<std::string> space_now(const std::string& path) {
    struct statvfs status {};
    if (::statvfs(path.c_str(), &status) != 0) return from_errno(errno, path);
    const auto unit = status.f_frsize;
    std::string text;
    for (const std::uint64_t number :
         {status.f_blocks * unit, status.f_bfree * unit, status.f_bavail * unit,
          static_cast<std::uint64_t>(status.f_files), static_cast<std::uint64_t>(status.f_ffree),
          static_cast<std::uint64_t>((status.f_flag & ST_RDONLY) != 0)})
        text += std::to_string(number) + " ";
    return text;
}

Result<Space> space_from(const std::string& text) {
    tree::Numbers numbers(text);
    return Space{.bytes_total = numbers.next(),
                 .bytes_free = numbers.next(),
                 .bytes_available = numbers.next(),
                 .inodes_total = numbers.next(),
                 .inodes_free = numbers.next(),
                 .read_only = numbers.next() != 0};
}

class DisposablePaths : public Paths {
public:
    Result<Space> space(const std::string& path, milliseconds patience) override {
        return ask<Space>(
            path, 256, patience, [&] { return space_now(path); }, space_from);
    }
    Result<Resolved> resolve(const std::string& path, milliseconds patience) override {
        return ask<Resolved>(
            path, 1 << 20, patience, [&] { return tree::resolve(path); }, tree::resolved_from);
    }
    Result<Walk> walk(const std::string& directory, std::size_t limit,
                      milliseconds patience) override {
        return ask<Walk>(
            directory, std::size_t{64} << 20, patience,
            [&] { return tree::walk(directory, limit); }, tree::walk_from);
    }
    Result<std::string> read(const std::string& path, std::size_t limit,
                             milliseconds patience) override {
        return ask<std::string>(
            path, limit + 1024, patience, [&] { return system_files().read(path, limit); },
            [](const std::string& text) { return Result<std::string>{text}; });
    }
    Result<Usage> usage(const std::string& directory, std::size_t limit,
                        milliseconds patience) override {
        return ask<Usage>(
            directory, 256, patience,
            [&] { return tree::usage(directory, limit, patience * 9 / 10); }, tree::usage_from);
    }
};

}  // namespace

Paths& disposable_paths() {
    static DisposablePaths paths;
    return paths;
}

}  // namespace diag
