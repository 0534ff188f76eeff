// SPDX-License-Identifier: Apache-2.0
#include "sample.hpp"

#include <doctest/doctest.h>
#include <zlib.h>

#include <algorithm>
#include <sstream>

#include "platform/digest.hpp"
#include "platform/json.hpp"

namespace diag::test {

namespace fs = std::filesystem;
using namespace exchange;

Keeper keeper(Role role, int from, int until) {
    const auto key = PrivateKey::generate();
    REQUIRE(key);
    const auto now = system_clock().now();
    const auto certificate = self_signed({.role = role,
                                          .name = std::string(name_of(role)) + " of a test",
                                          .level = {},
                                          .host = {},
                                          .from = now + std::chrono::days{from},
                                          .until = now + std::chrono::days{until}},
                                         *key);
    REQUIRE(certificate);
    return {*certificate, *key};
}

const Identity& agent() {
    static const auto one = keeper(Role::agent);
    static const Identity identity{one.certificate, one.key};
    return identity;
}

const Keeper& desk() {
    static const auto one = keeper(Role::recipient);
    return one;
}

const Keeper& second_desk() {
    static const auto one = keeper(Role::recipient);
    return one;
}

std::string gzip(std::string_view text) {
    z_stream stream{};
    REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string out(deflateBound(&stream, text.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

std::string tar_text(const File& file) {
    const auto header = tar_header(file.path, file.text.size());
    REQUIRE(header);
    return *header + file.text + tar_padding(file.text.size());
}

std::string content_of(const std::vector<File>& files) {
    std::string content;
    Contents contents;
    for (const auto& file : files) {
        content += gzip(tar_text(file));
        ContentEntry entry;
        entry.path = file.path;
        entry.size = file.text.size();
        entry.sha256 = sha256_hex(file.text);
        contents.entries.push_back(entry);
    }
    content += gzip(tar_text({"contents.json", json::write_pretty(to_json(contents))}));
    return content + gzip(tar_end());
}

const std::vector<File>& small_site() {
    static const std::vector<File> files{
        {"findings.json", "{}\n"},
        {"report.html", "<!doctype html><title>report</title>\n"},
        {"evidence/disk/mountinfo", "26 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n"},
        {"evidence/logs/safr/empty.log", ""},
    };
    return files;
}

Manifest sample_manifest() {
    Manifest manifest;
    manifest.created = system_clock().now();
    manifest.bundle_id = uuid_v7(manifest.created);
    manifest.agent_version = "0.1.0";
    manifest.until = manifest.created;
    manifest.since = manifest.created - std::chrono::hours{24};
    manifest.redaction_rules = "test rules-1";
    Outcome outcome;
    outcome.collector = "disk";
    outcome.cost = {milliseconds{120}, 0.05, 9'000'000, 4096};
    outcome.items = 1;
    outcome.bytes = 45;
    manifest.outcomes = {outcome};
    return manifest;
}

fs::path bundle(const fs::path& directory, std::string_view content,
                std::vector<Certificate> recipients, BundleLimits limits) {
    auto writer = BundleWriter::create(directory, std::move(recipients), limits);
    REQUIRE(writer);
    const auto written = writer->write(content);
    REQUIRE(written);
    const auto path = writer->finish(sample_manifest(), agent());
    REQUIRE(path);
    return *path;
}

fs::path small_bundle(const fs::path& directory) {
    return bundle(directory, content_of(small_site()), {desk().certificate});
}

std::string read(const fs::path& file) {
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    return std::move(text).str();
}

void write(const fs::path& file, std::string_view bytes) {
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

std::vector<std::string> names_below(const fs::path& directory) {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(directory))
        names.push_back(entry.path().lexically_relative(directory).native());
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace diag::test
