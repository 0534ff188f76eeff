// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>

#include "agent/exchange/extraction.hpp"
#include "agent/exchange/output_file.hpp"
#include "platform/files.hpp"
#include "platform/json.hpp"
#include "platform/text.hpp"

namespace diag::exchange {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view part_name = ".safr-diag-part";
constexpr std::string_view contents_name = "contents.json";
// 50,000 files at about 300 bytes.
constexpr std::size_t contents_limit = 16u << 20;

bool belongs_in_a_bundle(std::string_view path) {
    for (const std::string_view file :
         {contents_name, std::string_view("findings.json"), std::string_view("report.html"),
          std::string_view("case.json")})
        if (path == file) return true;
    return path.starts_with("evidence/") || path.starts_with("attachments/");
}

/// The directory is there and empty afterwards; true when it was made.
Result<bool> empty_directory(const fs::path& directory) {
    const auto names = system_files().list(directory, 1);
    if (names && names->empty()) return false;
    if (names || names.error().fault == Fault::full)
        return Error{Fault::refused, directory.native() +
                                         " is not empty: give a directory that is empty or not "
                                         "there yet"};
    if (names.error().fault != Fault::absent) return names.error();
    std::error_code failure;
    if (fs::exists(fs::symlink_status(directory, failure)))
        return Error{Fault::refused, directory.native() + " is not a directory"};
    fs::create_directories(directory.parent_path(), failure);
    if (::mkdir(directory.c_str(), 0700) != 0) return from_errno(errno, directory.native());
    return true;
}

}  // namespace

fs::path Extraction::part() const { return directory_ / part_name; }

Result<Extraction> Extraction::create(const fs::path& given, const OpenLimits& limits) {
    const auto directory = given.has_filename() ? given : given.parent_path();
    const auto made = empty_directory(directory);
    if (!made) return made.error();
    Extraction extraction(directory, *made, limits);
    if (::mkdir(extraction.part().c_str(), 0700) != 0) return from_errno(errno, directory.native());
    extraction.root_ = Descriptor{
        ::open(extraction.part().c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
    if (!extraction.root_) return from_errno(errno, directory.native());
    return extraction;
}

Extraction::Extraction(Extraction&& other) noexcept = default;

Extraction::~Extraction() {
    if (!root_) return;
    std::error_code ignored;
    fs::remove_all(part(), ignored);
    if (made_directory_) ::rmdir(directory_.c_str());
}

Result<Descriptor> Extraction::parent_of(std::string_view path) const {
    Descriptor at{::fcntl(root_.get(), F_DUPFD_CLOEXEC, 0)};
    for (auto slash = path.find('/'); at && slash != std::string_view::npos;
         slash = path.find('/')) {
        const std::string name(path.substr(0, slash));
        path.remove_prefix(slash + 1);
        if (::mkdirat(at.get(), name.c_str(), 0700) != 0 && errno != EEXIST)
            return from_errno(errno, directory_.native());
        at = Descriptor{
            ::openat(at.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
    }
    if (!at && (errno == ENOTDIR || errno == ELOOP))
        return Error{Fault::malformed, "holds a file where a directory should be"};
    if (!at) return from_errno(errno, directory_.native());
    return at;
}

Result<> Extraction::begin(const TarEntry& entry) {
    if (files_.contains(contents_name))
        return Error{Fault::malformed, "a file follows contents.json"};
    if (!belongs_in_a_bundle(entry.path))
        return Error{Fault::malformed, entry.path + " is no file a bundle holds"};
    if (files_.size() == limits_.files)
        return Error{Fault::full, "holds more than " + std::to_string(limits_.files) + " files"};
    if (entry.size > limits_.bytes - total_)
        return Error{Fault::full, "would unpack to more than " + bytes_text(limits_.bytes)};
    const auto parent = parent_of(entry.path);
    if (!parent) return parent.error();
    const auto name = fs::path(entry.path).filename();
    file_ = Descriptor{::openat(parent->get(), name.c_str(),
                                O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600)};
    if (!file_ && (errno == EEXIST || errno == EISDIR))
        return Error{Fault::malformed, "holds " + entry.path + " twice"};
    if (!file_) return from_errno(errno, (directory_ / entry.path).native());
    path_ = entry.path;
    size_ = entry.size;
    return {};
}

Result<> Extraction::bytes(std::string_view bytes) {
    digest_.update(bytes);
    total_ += bytes.size();
    return write_all(file_.get(), bytes, (directory_ / path_).native());
}

Result<> Extraction::end() {
    file_.reset();
    files_.emplace(path_, Kept{size_, digest_.finish()});
    return {};
}

Result<> Extraction::add(std::string_view name, std::string_view text) {
    const Descriptor file{::openat(root_.get(), std::string(name).c_str(),
                                   O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600)};
    if (!file) return from_errno(errno, (directory_ / name).native());
    return write_all(file.get(), text, (directory_ / name).native());
}

Result<Contents> Extraction::check() const {
    if (!files_.contains(contents_name)) return Error{Fault::malformed, "holds no contents.json"};
    const auto text = system_files().read(part() / contents_name, contents_limit);
    if (!text) return text.error();
    const auto document = json::parse(*text);
    if (!document) return Error{Fault::malformed, "contents.json is " + document.error().what};
    auto contents = contents_from(*document);
    if (!contents) return contents;
    std::size_t listed = 0;
    for (const auto& entry : contents->entries) {
        if (entry.path.empty()) continue;
        const auto kept = files_.find(entry.path);
        if (kept == files_.end())
            return Error{Fault::malformed, "lacks " + entry.path + ", which contents.json lists"};
        if (kept->second.size != entry.size || hex(kept->second.digest) != entry.sha256)
            return Error{Fault::malformed, entry.path + " is not as contents.json says"};
        ++listed;
    }
    if (listed + 1 != files_.size())
        return Error{Fault::malformed, "holds a file that contents.json does not list"};
    return contents;
}

Result<> Extraction::move_out(const std::string& name) const {
    if (::renameat2(root_.get(), name.c_str(), AT_FDCWD, (directory_ / name).c_str(), 0) == 0)
        return {};
    return from_errno(errno, (directory_ / name).native());
}

Result<> Extraction::commit() {
    // What is renamed must be on disk before: contents.json stands for all the rest.
    if (::syncfs(root_.get()) != 0) return from_errno(errno, directory_.native());
    const auto names = system_files().list(part(), 16);
    if (!names) return names.error();
    for (const auto& name : *names)
        if (name != contents_name)
            if (const auto moved = move_out(name); !moved) return moved;
    if (const auto moved = move_out(std::string(contents_name)); !moved) return moved;
    root_.reset();
    ::rmdir(part().c_str());
    return {};
}

}  // namespace diag::exchange
