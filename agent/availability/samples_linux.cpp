// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "agent/availability/samples.hpp"
#include "platform/files.hpp"

namespace diag::availability {
namespace {

namespace fs = std::filesystem;

constexpr const char* current = "samples";
constexpr const char* old = "samples.old";
constexpr std::size_t read_limit = 16 << 20;  // of files that are bounded at a fourth of it

fs::path directory_in(const fs::path& state) { return state / "cloud"; }

Result<Descriptor> open_file(const fs::path& file) {
    Descriptor opened(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!opened) return from_errno(errno, file.native());
    return opened;
}

Result<> keep_names(const fs::path& directory) {
    const Descriptor opened(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!opened || ::fsync(opened.get()) != 0) return from_errno(errno, directory.native());
    return {};
}

}  // namespace

Result<Samples> Samples::open(const fs::path& state, std::uint64_t bound) {
    const auto directory = directory_in(state);
    if (const auto ours = own_directory(directory); !ours) return ours.error();
    auto file = open_file(directory / current);
    if (!file) return file.error();
    struct stat status {};
    if (::fstat(file->get(), &status) != 0)
        return from_errno(errno, (directory / current).native());
    if (!S_ISREG(status.st_mode))
        return Error{Fault::refused, (directory / current).native() + " is no regular file"};
    if (const auto kept = keep_names(directory); !kept) return kept.error();
    // A torn run at the end is written over.
    const auto size = static_cast<std::uint64_t>(status.st_size);
    return Samples(directory, std::move(*file), size - size % run_bytes, bound);
}

Result<> Samples::turn() {
    // Gone: it was turned before, and the new one could not be made then.
    if (::rename((directory_ / current).c_str(), (directory_ / old).c_str()) != 0 &&
        errno != ENOENT)
        return from_errno(errno, (directory_ / current).native());
    auto file = open_file(directory_ / current);
    if (!file) return file.error();
    file_ = std::move(*file);
    end_ = 0;
    return keep_names(directory_);
}

Result<> Samples::append(const Run& run) {
    if (end_ + run_bytes > bound_)
        if (const auto turned = turn(); !turned) return turned;
    const auto bytes = bytes_of(run);
    const auto name = (directory_ / current).native();
    const auto written =
        ::pwrite(file_.get(), bytes.data(), bytes.size(), static_cast<off_t>(end_));
    if (written < 0) return from_errno(errno, name);
    // Part of a run is a torn one: the next takes its place.
    if (static_cast<std::size_t>(written) != bytes.size())
        return Error{Fault::full, name + ": the disk is full"};
    if (::fdatasync(file_.get()) != 0) return from_errno(errno, name);
    end_ += run_bytes;
    return {};
}

Result<Reading> all_samples(const fs::path& state) {
    Reading all;
    for (const auto* name : {old, current}) {
        const auto text = system_files().read(directory_in(state) / name, read_limit);
        if (!text && text.error().fault == Fault::absent) continue;
        if (!text) return text.error();
        const auto reading = runs_in(*text);
        all.runs.insert(all.runs.end(), reading.runs.begin(), reading.runs.end());
        all.damaged += reading.damaged;
    }
    return all;
}

}  // namespace diag::availability
