// SPDX-License-Identifier: Apache-2.0
// A bundle's outer tar, read once from front to back.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "agent/exchange/tar.hpp"
#include "platform/cms.hpp"
#include "platform/descriptor.hpp"
#include "platform/result.hpp"

namespace diag::exchange {

class Envelope {
public:
    /// Fails with absent, denied, or refused when it is no regular file.
    static Result<Envelope> open(const std::filesystem::path& file);

    /// The next member, which must have that name and at most `limit` bytes. Every failure says in
    /// which member the file ends early or what stands in its place.
    Result<std::string> take(std::string_view name, std::uint64_t limit);

    /// The next member in pieces; it must have that name, size and time.
    Result<> pass(const TarEntry& expected, const cms::Sink& sink);

    /// Nothing but the end of the archive follows.
    Result<> end();

    /// The time the last member carries.
    std::uint64_t modified() const { return modified_; }
    std::uint64_t position() const { return position_; }
    std::uint64_t size() const { return size_; }

    /// Fills `into` from anywhere in the file.
    Result<> read_at(std::uint64_t at, std::span<char> into) const;

private:
    Envelope(Descriptor file, std::string name, std::uint64_t size)
        : file_(std::move(file)), name_(std::move(name)), size_(size) {}

    Result<> read(char* into, std::size_t length, std::string_view member);
    Result<TarEntry> header(std::string_view member);
    Result<> padding(std::uint64_t size, std::string_view member);
    Error malformed(const std::string& why) const;

    Descriptor file_;
    std::string name_;
    std::uint64_t size_;
    std::uint64_t position_ = 0;
    std::uint64_t modified_ = 0;
};

}  // namespace diag::exchange
