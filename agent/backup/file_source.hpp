// SPDX-License-Identifier: Apache-2.0
// A file of the customer, read once from its beginning to its end. Blocks as long as the file
// system does: only in a child that can be left behind.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "agent/backup/source.hpp"
#include "platform/clock.hpp"
#include "platform/descriptor.hpp"
#include "platform/digest.hpp"

namespace diag::backup {

/// What tells a file from another that stands in its place later.
struct Identity {
    std::uint64_t bytes = 0;
    Time modified{};
    std::uint64_t inode = 0;
    std::uint64_t device = 0;
    bool operator==(const Identity&) const = default;
};

/// Told after every block: bytes read of this file.
using Passed = std::function<void(std::uint64_t bytes)>;

class FileSource : public Source {
public:
    /// Opens `name` relative to the directory (openat(2); AT_FDCWD for paths as a person typed
    /// them). Neither follows a link in the last part nor waits for a FIFO. Fails with refused for
    /// what is no regular file, absent, denied.
    static Result<FileSource> open(int directory, const std::string& name, Passed passed = {});

    Result<std::string_view> next() override;

    /// Reads what is left, so that the digest is of the whole file.
    Result<> drain();

    /// Of all that was read, lower-case hex. Once.
    std::string sha256_hex() { return digest_.finish_hex(); }

    std::uint64_t read() const { return read_; }
    const Identity& at_first() const { return at_first_; }
    /// The same asked again now, of the open file: another size or time means that it is being
    /// written.
    Result<Identity> now() const;

private:
    FileSource(Descriptor file, Identity identity, Passed passed);

    Descriptor file_;
    Identity at_first_;
    Passed passed_;
    Sha256 digest_;
    std::unique_ptr<char[]> block_;
    std::uint64_t read_ = 0;
};

}  // namespace diag::backup
