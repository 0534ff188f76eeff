// SPDX-License-Identifier: Apache-2.0
#include "platform/secret_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "platform/descriptor.hpp"
#include "platform/digest.hpp"
#include "platform/durable.hpp"
#include "platform/files.hpp"

namespace diag {
namespace {

constexpr std::size_t largest = 256;

Error failed(const std::filesystem::path& path) { return from_errno(errno, path.string()); }

Result<> check(int descriptor, const std::filesystem::path& path) {
    struct stat found {};
    if (::fstat(descriptor, &found) != 0) return failed(path);
    if (!S_ISREG(found.st_mode))
        return Error{Fault::refused, path.string() + " is no regular file"};
    if (found.st_uid != ::geteuid())
        return Error{Fault::denied, path.string() + " belongs to another user (uid " +
                                        std::to_string(found.st_uid) +
                                        "): run this as that user, or make it yours: chown"};
    if ((found.st_mode & 077) != 0)
        return Error{Fault::denied, path.string() + " can be read by others: chmod 600 it"};
    return {};
}

Result<std::string> read_secret(const std::filesystem::path& path, std::size_t size) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (!file) return failed(path);
    if (const auto sound = check(file.get(), path); !sound) return sound.error();
    std::array<char, largest + 1> bytes{};
    const auto count = ::read(file.get(), bytes.data(), size + 1);
    if (count < 0) return failed(path);
    if (static_cast<std::size_t>(count) != size)
        return Error{Fault::malformed,
                     path.string() + " is damaged: it does not hold " + std::to_string(size) +
                         " bytes; restore it, or remove it to begin with a new one"};
    return std::string(bytes.data(), size);
}

/// A new secret in `path`, synced but for its directory.
Result<> write_secret(const std::filesystem::path& path, std::size_t size) {
    std::array<unsigned char, largest> bytes{};
    const auto secret = std::span(bytes).first(size);
    fill_random(secret);
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file) return failed(path);
    const auto written = ::write(file.get(), secret.data(), size);
    if (written < 0 || ::fsync(file.get()) != 0) return failed(path);
    if (static_cast<std::size_t>(written) != size)
        return Error{Fault::full, path.string() + ": could not be written whole"};
    return {};
}

/// Puts a new secret at `path`; that another process was first is no failure.
Result<> make_secret(const std::filesystem::path& path, std::size_t size) {
    std::array<unsigned char, 8> random{};
    fill_random(random);
    auto beside = path.string() + ".new-";
    for (const auto byte : random) beside += static_cast<char>('a' + byte % 26);
    auto written = write_secret(beside, size);
    if (written && ::link(beside.c_str(), path.c_str()) != 0 && errno != EEXIST)
        written = failed(path);
    ::unlink(beside.c_str());
    if (!written) return written;
    return sync_directory(path.parent_path());
}

}  // namespace

Result<std::string> private_file(const std::filesystem::path& path, std::size_t limit) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (!file) return failed(path);
    if (const auto sound = check(file.get(), path); !sound)
        return Error{Fault::refused, sound.error().what};
    std::string text(limit + 1, '\0');
    std::size_t length = 0;
    while (length < text.size()) {
        const auto count = ::read(file.get(), text.data() + length, text.size() - length);
        if (count < 0 && errno != EINTR) return failed(path);
        if (count == 0) break;
        if (count > 0) length += static_cast<std::size_t>(count);
    }
    if (length > limit)
        return Error{Fault::full,
                     path.string() + " is longer than " + std::to_string(limit) + " bytes"};
    text.resize(length);
    return text;
}

Result<std::string> secret_file(const std::filesystem::path& path, std::size_t size) {
    if (size == 0 || size > largest) return Error{Fault::bug, "a secret holds 1 to 256 bytes"};
    auto secret = read_secret(path, size);
    if (secret || secret.error().fault != Fault::absent) return secret;
    if (const auto made = make_secret(path, size); !made) return made.error();
    return read_secret(path, size);
}

}  // namespace diag
