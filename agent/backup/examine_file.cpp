// SPDX-License-Identifier: Apache-2.0
// A backup as a file, and as a directory of files.
#include <fcntl.h>

#include <algorithm>
#include <filesystem>

#include "agent/backup/directory.hpp"
#include "agent/backup/examine.hpp"
#include "platform/digest.hpp"
#include "platform/files.hpp"
#include "platform/text.hpp"

namespace diag::backup {
namespace {

/// Why reading ended before the end, where it did.
void see_end(const Result<>& examined, const Place& place, Pass& pass, std::uint64_t before) {
    if (examined) return;
    if (examined.error().fault != Fault::malformed || pass.contents.damage_count == before)
        damaged(pass, place, 0, examined.error().what);
}

/// Reads the file to its end, whatever it is. True when that went well.
bool read_whole(FileSource& file, const Place& place, Pass& pass) {
    Reader reader(file);
    const auto before = pass.contents.damage_count;
    const auto examined = examine_bytes(reader, place, pass);
    see_end(examined, place, pass, before);
    // The digest is of the whole file.
    const auto drained = file.drain();
    if (!drained) damaged(pass, place, file.read(), drained.error().what);
    return examined && drained;
}

/// "c0ffee...  name\n", as sha256sum(1) writes it.
std::string line_of(const std::string& digest, const std::string& name) {
    return digest + "  " + name + "\n";
}

/// The facts, once everything was read.
Contents finished(Pass& pass) {
    pass.configurations.tell(pass.contents);
    if (pass.matching) pass.contents.references = pass.matching->references();
    return std::move(pass.contents);
}

}  // namespace

Result<Contents> examine_file(const std::string& path, const Passed& passed, const Bounds& bounds,
                              Taker* taker) {
    Pass pass(bounds, taker);
    auto file = FileSource::open(AT_FDCWD, path, [&](std::uint64_t bytes) {
        pass.packed = bytes;
        if (passed) passed(bytes);
    });
    if (!file) return file.error();
    pass.contents.identity = pass.contents.after = file->at_first();
    const Place place{.path = {}, .name = std::filesystem::path(path).filename().native()};
    pass.contents.complete = read_whole(*file, place, pass);
    pass.contents.sha256 = file->sha256_hex();
    pass.contents.read = file->read();
    if (const auto now = file->now()) pass.contents.after = *now;
    return finished(pass);
}

Result<Contents> examine_directory(const std::string& path, const Passed& passed,
                                   const Bounds& bounds, Taker* taker) {
    Pass pass(bounds, taker);
    auto directory = Directory::open(path, bounds.files);
    if (!directory) return directory.error();
    auto& contents = pass.contents;
    contents.form = "directory";
    contents.identity = contents.after = directory->identity();
    contents.directories = directory->directories();
    contents.complete = true;
    for (const auto& name : directory->others())
        odd(pass, {.path = name}, "neither a file nor a directory: not opened");
    for (const auto& [name, why] : directory->unread()) {
        damaged(pass, {.path = name}, 0, why);
        contents.complete = false;
    }
    Sha256 digest;
    for (const auto& name : directory->files()) {
        const auto before = pass.packed;
        auto file = directory->file(name, [&](std::uint64_t bytes) {
            pass.packed = before + bytes;
            if (passed) passed(pass.packed);
        });
        const Place place{
            .path = name, .name = name, .modified = file ? file->at_first().modified : Time{}};
        ++contents.members;
        if (!file) {
            damaged(pass, place, 0, file.error().what);
            contents.complete = false;
            continue;
        }
        // Damage in one file says nothing of the others.
        read_whole(*file, place, pass);
        if (file->read() != file->at_first().bytes) contents.complete = false;
        const auto now = file->now();
        if (!now || *now != file->at_first())
            damaged(pass, place, 0, "it was written while it was read");
        digest.update(line_of(file->sha256_hex(), name));
    }
    contents.read = pass.packed;
    contents.sha256 = digest.finish_hex();
    // What came in meanwhile was not read: who dumps is not at the end.
    if (const auto now = Directory::open(path, bounds.files)) contents.after = now->identity();
    return finished(pass);
}

}  // namespace diag::backup
