// SPDX-License-Identifier: Apache-2.0
// Attachments in a directory of the test's own, passed and unpacked again.
#pragma once

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "agent/stream/stream.hpp"
#include "platform/compress.hpp"
#include "platform/gunzip.hpp"
#include "tests/scratch.hpp"

namespace diag::stream {

inline const redact::Redactor& redactor() {
    static const auto made = redact::Redactor::create({1, 2, 3});
    return *made;
}

inline std::string unpacked(std::string_view packed) {
    std::string plain;
    Gunzip gunzip([&](std::string_view bytes) {
        plain += bytes;
        return Result<>{};
    });
    CHECK(gunzip.write(packed).has_value());
    if (!packed.empty()) CHECK(gunzip.finish().has_value());
    return plain;
}

inline std::string file_text(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

struct Site {
    test::Scratch scratch;
    std::vector<Attachment> attachments;
    std::vector<Signature> signatures;
    unsigned threads = 1;
    std::vector<std::string> off_limits;

    std::string path(const std::string& name) const { return (scratch.path() / name).string(); }

    /// A file with that text, attached.
    Attachment& file(const std::string& name, std::string_view text) {
        scratch.file(name, text);
        attachments.push_back({.name = name, .path = path(name), .bytes = text.size()});
        return attachments.back();
    }
    Attachment& program(std::vector<std::string> argv) {
        attachments.push_back({.name = "program", .argv = std::move(argv)});
        return attachments.back();
    }

    struct Outcome {
        std::vector<Passed> passed;
        std::string packed;
        std::string text(std::size_t i) const {
            return unpacked(
                std::string_view(packed).substr(passed[i].packed_offset, passed[i].packed_size));
        }
    };

    Outcome pass() const {
        Outcome outcome;
        const int output = ::open(path(".packed").c_str(), O_RDWR | O_CREAT | O_TRUNC, 0600);
        REQUIRE(output >= 0);
        stream::pass(attachments, redactor(), signatures,
                     {.threads = threads, .output = output, .off_limits = off_limits},
                     [&](Passed passed) { outcome.passed.push_back(std::move(passed)); });
        ::close(output);
        outcome.packed = file_text(path(".packed"));
        REQUIRE(outcome.passed.size() == attachments.size());
        return outcome;
    }
};

/// `count` lines, one each second from 2026-11-23T20:00:00Z on.
inline std::string timed_lines(int count, const std::string& words = "INFO all is well") {
    std::string text;
    const Time start{milliseconds{1'795'464'000'000}};
    for (int i = 0; i < count; ++i)
        text +=
            to_text(start + std::chrono::seconds(i)) + " " + words + " " + std::to_string(i) + "\n";
    return text;
}

inline Time second(int i) {
    return Time{milliseconds{1'795'464'000'000}} + std::chrono::seconds(i);
}

}  // namespace diag::stream
